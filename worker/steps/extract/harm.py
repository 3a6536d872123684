"""Words of harm in a sentence, and on which side of each stand the people that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from worker.steps.extract.constructions import Construction, among, construction

_LEXICON = "casualties"
_UNREAL = re.compile(
    r"(?<!\w)(?:(?:not|n't|avoid|nearly|almost|could|may|might|would|can|will|been told"
    r"|(?<!believed )(?<!known )(?<!feared )(?<!reported )(?<!said )(?<!thought )to)\s+(?:\w+\s+)?"
    r"|(?:no|nobody|none|no-one)\s+(?:\w+\s+){0,3})$"
)
"""Before a word of harm: it did not come, or not yet."""
_OF_HARMED = re.compile(r"\ue000 of the (?:[a-z]+ly )?$")
"""Before a word of harm: it only says whom the next one tells of, as in "two of the injured died"."""
_UNREAL_REACH = 40
_STEMS = Construction(
    "kill|dead|death|die|dying|injur|wound|hurt|casualt|hospital|victim|fatal|bod[yi]|slain|perish|li[fv]e|toll|suffer|medical|burn|concuss|trauma"
    "|harm|claim|surviv|saved|loss|glass|shard|fragment|splinter|shrapnel|contus|intensive|condition|fractur",
    among(_LEXICON),
)
"""One of these is in every sentence that tells of harm."""
_WOUNDED = re.compile(
    r"(?:who (?:was|were|had been|has been|got) (?:[a-z]+ly )?"
    r"|(?<!\w)(?:m[ae]n|wom[ae]n|boy|girl|resident|soldier|serviceman|person|victim|driver|employee|child|teenager) )$"
)
"""Before a word of harm: it says who somebody is."""
Harm = Literal["killed", "injured"]
_HARMS: tuple[Harm, ...] = ("killed", "injured")
Side = Literal["before", "after", "either"]
_SIDES: tuple[Side, ...] = ("before", "after", "either")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A word of harm ("were killed", "injuring") with the side on which it has its people."""

    start: int
    end: int
    harm: Harm
    side: Side


def may_tell(masked: str) -> bool:
    """Cheap: False where a sentence tells of no harm."""
    return _STEMS.may_hold(masked)


def predicates(masked: str) -> list[Predicate]:
    """The words of harm that came to pass, in order, not overlapping."""
    found = [
        Predicate(match.start(), match.end(), harm, side)
        for regex, harm, side in _constructions()
        for match in regex.finditer(masked)
        if not _is_unreal(masked, match.start())
    ]
    if not any(predicate.harm == "injured" for predicate in found):
        states = construction(_LEXICON, "injured_state").finditer(masked)
        found += [Predicate(*match.span(), "injured", "before") for match in states]
    found.sort(key=lambda predicate: (predicate.start, -predicate.end))
    kept: list[Predicate] = []
    for predicate in found:
        if kept and predicate.start < kept[-1].end:
            continue
        if kept and _has_died(masked, kept[-1], predicate):
            kept.pop()
        kept.append(predicate)
    return kept


def _is_unreal(masked: str, start: int) -> bool:
    begin = max(0, start - _UNREAL_REACH)
    return any(regex.search(masked, begin, start) is not None for regex in (_UNREAL, _OF_HARMED))


def _has_died(masked: str, wounded: Predicate, died: Predicate) -> bool:
    """ "A man who had been wounded on Monday died in hospital": one word of harm tells of what the other led to."""
    return (
        (wounded.harm, died.harm, died.side) == ("injured", "killed", "before")
        and _WOUNDED.search(masked[: wounded.start]) is not None
        and not re.search(r"[.;:\ue000]", masked[wounded.end : died.start])
    )


@cache
def _constructions() -> list[tuple[Construction, Harm, Side]]:
    return [(construction(_LEXICON, f"{harm}_{side}"), harm, side) for harm in _HARMS for side in _SIDES]


def harm_before(predicates: Sequence[Predicate], position: int) -> Harm | None:
    """What happened to those last spoken of before the position."""
    earlier = [predicate for predicate in predicates if predicate.start < position]
    return earlier[-1].harm if earlier else None


def harm_behind(predicates: Sequence[Predicate], position: int) -> Harm | None:
    """ "Nine civilians, including four children, were wounded"."""
    return next((predicate.harm for predicate in predicates if predicate.start >= position), None)
