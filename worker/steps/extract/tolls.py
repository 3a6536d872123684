"""Harm told by a figure alone ("the toll rose to 19"), and harm that there was none of ("no casualties")."""

from __future__ import annotations

from collections.abc import Sequence

from worker.records.mention import Quantity
from worker.steps.extract.constructions import constructions
from worker.steps.extract.facts import CasualtyFact, CasualtyField
from worker.steps.extract.spans import NumberSpan

_LEXICON = "casualties"
_TOLLS: tuple[tuple[str, CasualtyField], ...] = (
    ("toll_killed", "killed"),
    ("toll_injured", "injured"),
    ("toll_children_killed", "children_killed"),
    ("toll_children_injured", "children_injured"),
)
_NONE: tuple[tuple[str, tuple[CasualtyField, ...]], ...] = (
    ("none_both", ("killed", "injured")),
    ("none_killed", ("killed",)),
    ("none_injured", ("injured",)),
)


def tolls(masked: str, numbers: Sequence[NumberSpan]) -> list[CasualtyFact]:
    """Figures that a word for the toll gives."""
    facts: list[CasualtyFact] = []
    by_start = {number.start: number for number in numbers}
    for entry, field in _TOLLS:
        for form in constructions(_LEXICON, entry):
            for match in form.finditer(masked):
                number = by_start.get(match.start("n"))
                if number and number.value is not None:
                    facts.append(CasualtyFact(field, Quantity(number.value, number.qualifier), *match.span("n")))
    return facts


def zeros(masked: str) -> list[CasualtyFact]:
    """Nobody killed, nobody injured; nothing where the sentence says that it is not known."""
    if any(form.search(masked) for form in constructions(_LEXICON, "none_unknown")):
        return []
    facts: list[CasualtyFact] = []
    said: set[CasualtyField] = set()
    for entry, fields in _NONE:
        for form in constructions(_LEXICON, entry):
            match = form.search(masked)
            if match:
                new = [field for field in fields if field not in said]
                facts += [CasualtyFact(field, Quantity(0), match.start(), match.end()) for field in new]
                said.update(new)
    return facts
