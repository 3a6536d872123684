"""The people that a sentence counts: "at least two civilians", "a 12-year-old boy", "another six", and their lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.records.mention import Quantity
from worker.steps.extract.constructions import alternatives
from worker.steps.extract.spans import NumberSpan

_LEXICON = "casualties"
_ADULT = 18
_PART = re.compile(r"\bof (?:them|whom)\b")
_JOINT = re.compile(r"(?:\s*,)?\s*(?:and|as well as|plus|,)\s+(?:(?:a|an|also|the)\s+)?$")
"""Between the groups of a list."""
_AGES = re.compile(
    r"(?:(?:wo)?m[ae]n|people|residents?|civilians?|boys?|girls?|brothers?|sisters?), (?:aged )?"
    r"(?:\ue000+(?:,| and) )*$"
)
"""Before a bare number: it is an age, as in "two women, 45 and 51"."""


@dataclass(frozen=True, slots=True)
class Group:
    start: int
    end: int
    quantity: Quantity | None
    """None for "dozens", "several"."""
    child: bool


class People:
    """Finds the groups of a masked sentence (see `masking.py`); built once."""

    def __init__(self) -> None:
        child = alternatives(_LEXICON, "child")
        single = alternatives(_LEXICON, "single")
        people = rf"(?:{alternatives(_LEXICON, 'people')}|{child})(?!\w)"
        adjectives = rf"(?:(?:{alternatives(_LEXICON, 'adjective')})\s+)"
        self._group = re.compile(
            rf"(?:(?:an?|the|one|another)\s+)?"
            rf"(?P<spelt>\ue000+)[- ]years?[- ]old(?:\s+{adjectives}{{0,2}}(?:{people}))?"
            rf"|(?P<number>\ue000+)"
            rf"(?:\s+(?:of (?:them|whom)(?: (?:were|are|was|is))?|(?:more|others?|another|additional|further)(?!\w)))?"
            rf"(?:\s+{adjectives}{{0,4}}(?P<noun>{people}))?(?:,? aged [^,.]{{1,20}},?)?"
            rf"|(?<!\w)(?P<age>\d{{1,2}})[- ]year[- ]old(?:\s+{adjectives}{{0,2}}(?:{people}))?"
            rf"|(?<!\w)(?:an?|another|one|the)\s+(?:(?!year)[\w-]+\s+){{0,3}}?"
            rf"(?P<single>{single})(?!\w)(?!\s+(?:{alternatives(_LEXICON, 'not_people')}))"
            rf"|(?<!\w)(?P<another>another)(?!\s+(?:\w+\s+)?\ue000)(?=\s+(?:was|is|injured|wounded|killed|died))"
            rf"|(?P<bare>(?<=^)(?:wo)?man|(?<=, )(?:wo)?man)(?= (?:was |is )?(?:killed|injured|wounded|dies|died))"
        )
        self._child = re.compile(rf"(?<!\w)(?:{child})(?!\w)")

    def find(self, masked: str, numbers: Sequence[NumberSpan]) -> list[Group]:
        """The groups in order; `numbers` are the sentence's, with its offsets."""
        by_start = {number.start: number for number in numbers}
        groups: list[Group] = []
        for match in self._group.finditer(masked):
            child = self._child.search(match.group()) is not None
            if match["number"]:
                number = by_start.get(match.start())
                if number is None or number.share:
                    continue
                if masked[number.end :].startswith(
                    ("-year", " year", "-story", "-storey", "%", " percent", " per cent", "-meter", "-metre")
                ):
                    continue
                if match["noun"] is None and _AGES.search(masked[: match.start()]):
                    continue
                if number.value == 1 and masked.startswith((" of those", " of the"), match.end("number")):
                    continue
                amount = number.value if number.of is None else number.of
                value = None if amount is None else Quantity(amount, number.qualifier)
                groups.append(Group(match.start(), match.end(), value, child))
            elif match["spelt"]:
                number = by_start.get(match.start("spelt"))
                child = child or (number is not None and number.value is not None and number.value < _ADULT)
                groups.append(Group(match.start(), match.end(), Quantity(1), child))
            elif match["age"]:
                child = child or int(match["age"]) < _ADULT
                groups.append(Group(match.start(), match.end(), Quantity(1), child))
            elif match["single"]:
                groups.append(Group(match.start(), match.end(), Quantity(1), child))
            else:
                groups.append(Group(match.start(), match.end(), Quantity(1), False))
        return groups


def list_back(masked: str, groups: Sequence[Group], index: int, taken: set[int]) -> list[Group]:
    """The list that ends with the group at `index`; those that start at `taken` are spoken for."""
    members = [groups[index]]
    for earlier in range(index - 1, -1, -1):
        between = masked[groups[earlier].end : members[0].start]
        # "19 killed, three of them children, and 66 injured": the three belong to those before them.
        part = _PART.search(masked[groups[earlier].start : groups[earlier].end])
        if part or groups[earlier].start in taken or not _JOINT.fullmatch(between):
            break
        members.insert(0, groups[earlier])
    return members


def list_on(masked: str, groups: Sequence[Group], index: int, taken: set[int]) -> list[Group]:
    """The list that begins with the group at `index`."""
    members = [groups[index]]
    for later in range(index + 1, len(groups)):
        between = masked[members[-1].end : groups[later].start]
        if groups[later].start in taken or not _JOINT.fullmatch(between):
            break
        tail = masked[groups[later].end : groups[later].end + 24]
        if re.match(r"\s+(?:(?:were|was|others?|more)\s+)*(?:injured|wounded|hurt|killed|hospital|in\s)", tail):
            break
        members.append(groups[later])
    return members


def total(groups: Sequence[Group]) -> Quantity:
    """The groups together, inexact where one of them is."""
    quantities = [group.quantity for group in groups if group.quantity is not None]
    if len(quantities) == 1:
        return quantities[0]
    inexact = [quantity.qualifier for quantity in quantities if quantity.qualifier != "exact"]
    return Quantity(sum(quantity.value for quantity in quantities), inexact[0] if inexact else "exact")
