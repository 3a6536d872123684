"""The stages of reading an article as spaCy components, in the order in which they build on each other.

A component takes the Doc of an article (`document.py`), adds a layer and gives it back; how is told in the module of
its name.  `assigns` and `requires` let `nlp.analyze_pipes()` check a pipeline that leaves stages out or adds some.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from worker.steps.extract import discourse, numbers, targets, times, weapons
from worker.steps.extract.assembly import Context, mentions
from worker.steps.extract.attack import Reported
from worker.steps.extract.attacker import Sides
from worker.steps.extract.damage import arms, damage
from worker.steps.extract.document import by_sentence, handed_out, passages_of
from worker.steps.extract.facts import OutageFact
from worker.steps.extract.frames import Frames
from worker.steps.extract.gazetteer import UKRAINE, load_theatre
from worker.steps.extract.masking import passages
from worker.steps.extract.modality import is_planted, judge
from worker.steps.extract.model import load_model
from worker.steps.extract.places import Places
from worker.steps.extract.provenance import provenance
from worker.steps.extract.quantities import Quantities
from worker.steps.extract.roles import struck

Component = Callable[[Doc], Doc]

STAGES = (
    "gazetteer", "times", "numbers", "weapons", "targets",
    "masking", "modality", "quantities", "damage", "roles", "frames", "discourse", "assembly",
)  # fmt: skip
_THEATRE = {"theatre": str(UKRAINE)}


def pipeline(model: str, theatre: Path = UKRAINE) -> Language:
    """All stages.  `model`: the package or folder of the parser; `theatre`: the folder of a theatre's data files."""
    nlp = Language(Vocab())
    settings = {"theatre": str(theatre), "model": model}
    for stage in STAGES:
        taken = Language.get_factory_meta(stage).default_config or {}
        nlp.add_pipe(stage, config={name: settings[name] for name in taken})
    return nlp


@cache
def _sides(folder: str) -> Sides:
    return Sides(load_theatre(Path(folder)))


@Language.factory("gazetteer", default_config=_THEATRE, assigns=["doc._.places"])
def _gazetteer(nlp: Language, name: str, theatre: str) -> Component:
    """Names of places, and which place each means (`places.py`)."""
    places = Places(load_theatre(Path(theatre)))

    def gazetteer(doc: Doc) -> Doc:
        doc._.places = handed_out(doc, places.find_all([part.text for part in doc._.sections]))
        return doc

    return gazetteer


@Language.component("times", assigns=["doc._.times"])
def _times(doc: Doc) -> Doc:
    """Expressions of time, resolved against the date of publication."""
    doc._.times = by_sentence(doc, partial(times.find, published=doc._.published))
    return doc


@Language.component("numbers", assigns=["doc._.numbers"])
def _numbers(doc: Doc) -> Doc:
    doc._.numbers = by_sentence(doc, numbers.find)
    return doc


@Language.component("weapons", assigns=["doc._.weapons"])
def _weapons(doc: Doc) -> Doc:
    doc._.weapons = by_sentence(doc, weapons.find)
    return doc


@Language.component("targets", assigns=["doc._.targets", "doc._.services"])
def _targets(doc: Doc) -> Doc:
    """Things that can be hit, and services that can be lost."""
    doc._.targets = by_sentence(doc, targets.find)
    doc._.services = by_sentence(doc, targets.services)
    return doc


@Language.component(
    "masking",
    requires=["doc._.places", "doc._.times", "doc._.numbers", "doc._.weapons", "doc._.targets", "doc._.services"],
    assigns=["doc._.passages"],
)
def _masking(doc: Doc) -> Doc:
    """Sentences with their spans masked, over which the constructions of all further stages are written."""
    doc._.passages = passages(doc)
    return doc


@Language.component("modality", requires=["doc._.passages"], assigns=["doc._.verdicts"])
def _modality(doc: Doc) -> Doc:
    """Does a sentence report an attack that happened?"""
    read = passages_of(doc)
    planted = is_planted(read)
    doc._.verdicts = [judge(passage, planted=planted) for passage in read]
    return doc


@Language.factory("quantities", requires=["doc._.passages"], assigns=["doc._.quantities"])
def _quantities(nlp: Language, name: str) -> Component:
    """People harmed, weapons counted, services lost."""
    finder = Quantities()

    def quantities(doc: Doc) -> Doc:
        doc._.quantities = finder.find(passages_of(doc))
        return doc

    return quantities


@Language.component(
    "damage", requires=["doc._.passages", "doc._.verdicts", "doc._.quantities"], assigns=["doc._.damage"]
)
def _damage(doc: Doc) -> Doc:
    """What was hit, and with what."""
    layers = zip(passages_of(doc), doc._.verdicts, doc._.quantities, strict=True)
    found = []
    for passage, verdict, quantities in layers:
        cut_off = [fact.end for fact in quantities if isinstance(fact, OutageFact) and fact.quantity is not None]
        found.append((*arms(passage), *damage(passage, verdict, cut_off)))
    doc._.damage = found
    return doc


@Language.factory(
    "roles",
    default_config=_THEATRE,
    requires=["doc._.passages", "doc._.verdicts", "doc._.quantities"],
    assigns=["doc._.struck"],
)
def _roles(nlp: Language, name: str, theatre: str) -> Component:
    """Which places of a sentence were struck."""
    seats = load_theatre(Path(theatre)).seats

    def roles(doc: Doc) -> Doc:
        layers = zip(passages_of(doc), doc._.verdicts, doc._.quantities, strict=True)
        doc._.struck = [
            struck(passage, seats, telling=verdict.report != "none" or bool(quantities))
            for passage, verdict, quantities in layers
        ]
        return doc

    return roles


@Language.factory(
    "frames",
    default_config={"model": "en_core_web_sm"},
    requires=["doc._.passages", "doc._.verdicts", "doc._.quantities", "doc._.damage", "doc._.struck"],
    assigns=["doc._.clauses"],
)
def _frames(nlp: Language, name: str, model: str) -> Frames:
    """Clauses of the sentences that need a parse."""
    return Frames(partial(load_model, model))


@Language.factory(
    "discourse",
    default_config=_THEATRE,
    requires=["doc._.passages", "doc._.verdicts", "doc._.quantities", "doc._.damage", "doc._.struck", "doc._.clauses"],
    assigns=["doc._.attacks"],
)
def _discourse(nlp: Language, name: str, theatre: str) -> Component:
    """Whose place, whose date, whose side: sentences as attacks."""
    countries, sides = load_theatre(Path(theatre)).countries, _sides(theatre)

    def read(doc: Doc) -> Doc:
        layers = zip(
            passages_of(doc),
            doc._.verdicts, doc._.struck, doc._.damage, doc._.quantities, doc._.clauses,
            strict=True,
        )  # fmt: skip
        reported = [
            Reported(passage, verdict, where.told_by(verdict.triggers, clauses), (*damage, *quantities), clauses)
            for passage, verdict, where, damage, quantities, clauses in layers
        ]
        doc._.attacks = discourse.read(reported, doc._.published, countries, sides)
        return doc

    return read


@Language.factory("assembly", default_config=_THEATRE, requires=["doc._.attacks"], assigns=["doc._.mentions"])
def _assembly(nlp: Language, name: str, theatre: str) -> Component:
    """Attacks as mentions, with their evidence."""
    sides = _sides(theatre)

    def assembly(doc: Doc) -> Doc:
        if doc._.attacks:
            article = doc._.article
            context = Context(article, doc._.published, provenance(article.title, article.text), sides)
            doc._.mentions = mentions(doc._.attacks, context)
        return doc

    return assembly
