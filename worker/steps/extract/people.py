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
_JOINT = re.compile(
    r"(?:, an? [a-z-]+(?: [a-z-]+)?)*(?:\s*,)?\s*(?:and|as well as|plus|,)\s+(?:(?:a|an|also|the|his|her|their)\s+)?$"
)
"""Between the groups of a list."""
_WITHIN = re.compile(
    r"(?<!\w)(?:including|included|(?:among|of) (?:them|whom)(?: (?:are|were|is|was))?)\s+(?:an?\s+|at least\s+)?$"
)
"""Before people who are a part of those counted before them."""
_AMONG_THEM = re.compile(r",? among (?:them|whom)(?=[.,;)]|$| and )")
_BEHIND_AGE = (
    r"(?=[,.;]|$| (?:and|was|were|is|has|had|who|also|later|dies|dying|died|killed|injured|wounded|suffered"
    r"|sustained|received|got|lost|perished|in|from)(?!\w))"
)
_BEFALLEN = r"(?= (?:(?:was|is|were|has been|had been) )?(?:killed|injured|wounded|hurt|hospitali[sz]ed|dies|died))"
"""Behind people without an article, in headlines: "guard killed", "singer Ivan Koval was killed"."""
_BEFELL = re.compile(
    r" (?:(?:were|was|are|is|have|has|more|others?) )*(?:killed|injured|wounded|hurt|dead|died|in hospital)(?!\w)"
)
"""Behind a bare number: it is no age, as in "including three children, 56 were wounded"."""
_NO_NAME = (
    r"(?:and|as|at|after|also|by|died|during|for|from|had|has|in|injured|is|killed|near|of|on|said|that|to|was|were|when|who"
    r"|with|wounded)(?!\w)"
)
_YOUNG = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
)
"""Ages of children in words."""
_GROWN = r"(?:eighteen|nineteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ][a-z]+)?)"
"""And of the grown: "sixty-six-year-old" is no child of six."""
_MEASURES = ("-year", " year", "-story", "-storey", "%", " percent", " per cent", "-meter", "-metre")
"""Behind a number: it counts no people."""
_ONE_OF = re.compile(
    r" of th(?:ose|e)(?! (?:[a-z]+ )?(?:wounded|injured|victims|casualties|residents|locals|civilians"
    r"|workers|employees|children|drivers|passengers|officers|wom[ae]n|m[ae]n))(?!\w)"
)
"""Behind "one": no person is counted, unless those harmed are."""
_AGES = re.compile(
    r"(?:(?:wo)?m[ae]n|people|residents?|civilians?|boys?|girls?|brothers?|sisters?|children|locals|victims|pensioners?"
    r"|guards?|workers?|employees?|officers?|rescuers?|medics|drivers?|soldiers?|servicemen|teenagers?), (?:aged )?"
    r"(?:\ue000+(?:,| and) )*$"
)
"""Before a bare number: it is an age, as in "two women, 45 and 51"."""


_ANYONE = re.compile(
    r"(?:people|persons|residents|civilians|locals|inhabitants|villagers|citizens|others|victims|children|minors|more|\ue000+)$"
)
"""People of whatever age and sex, of whom the next words may tell more."""
_OF_A_SEX = re.compile(
    r"(?<!\w)(?:(?:wo)?m[ae]n|boys?|girls?|child|children|teen\w*|mother|wife|daughters?|sons?)(?!\w)"
)
_ARTICLE = re.compile(r"(?<!\w)an? ")


@dataclass(frozen=True, slots=True)
class Group:
    start: int
    end: int
    quantity: Quantity | None
    """None for "dozens", "several"."""
    child: bool
    part: bool = False
    """Some of the people counted before it: "two of them children"."""


class People:
    """Finds the groups of a masked sentence (see `masking.py`); built once."""

    def __init__(self) -> None:
        words = {entry: alternatives(_LEXICON, entry) for entry in ("child", "single", "kin", "pair", "not_people")}
        people = rf"(?:{alternatives(_LEXICON, 'people')}|{words['kin']}|{words['child']})(?!\w)"
        described = rf"(?:(?:{alternatives(_LEXICON, 'adjective')})\s+)"
        old = rf"[- ](?:year|month|week|day)s?[- ]old(?:\s+{described}{{0,2}}(?:{people}))?"
        age = r"(?:\ue000+|\d{1,3})"
        ages = rf"{age}(?:(?:,|,? and|,? to) {age})*"
        aged = rf"(?:,? aged (?:between )?{ages},?|,? of {ages}{_BEHIND_AGE})?"
        self._group = re.compile(
            rf"(?:(?:an?|the|one|another)\s+)?(?P<spelt>\ue000+){old}"
            rf"|(?P<number>\ue000+)"
            rf"(?:\s+(?:of (?:them|whom)(?: (?:were|are|was|is))?|(?:more|others?|another|additional|further)(?!\w)))?"
            rf"(?:\s+(?:are|were)(?=\s+(?:{words['child']})(?!\w)))?"
            rf"(?:\s+{described}{{0,4}}(?P<noun>{people}))?{aged}"
            rf"|(?<![\w-])(?:an?\s+)?(?:{_GROWN}|(?P<young>{_YOUNG}))[- ]years?[- ]old"
            rf"(?:\s+{described}{{0,2}}(?:{people}))?"
            rf"|(?<!\w)(?:{words['single']})(?:\s+(?!{_NO_NAME})[a-z'’-]+){{2}}{_BEFALLEN}"
            rf"|(?<!\w)(?P<age>\d{{1,2}}){old}|(?<!\w)[a-z]+[- ](?:month|week|day)s?[- ]old(?:\s+(?:{people}))?"
            rf"|(?<!\w)(?P<pair>(?:an?|the|one|his|her|their|both)\s+(?:[a-z'’]+\s+){{0,2}}?(?:{words['pair']}))"
            rf"(?!\w)(?! of )"
            rf"|(?<!\w)(?:(?:his|her|their|its)\s+(?:(?!\d)[\w-]+\s+)?(?:{words['kin']}|driver|guard)"
            rf"|(?:an?|another|one|the)\s+(?:(?!year|of\s|and\s)[\w-]+\s+){{0,3}}?(?:{words['single']}|{words['kin']}))"
            rf"(?!\w)(?!\s+(?:{words['not_people']}|{words['single']}(?!\w))){aged}"
            rf"|(?<!\w)another(?!\s+(?:\w+\s+)?\ue000)(?=\s+(?:was|is|injured|wounded|killed|died))"
            rf"|(?:(?<=^)|(?<=[,:;] )|(?<= and ))(?:{words['single']}){aged}{_BEFALLEN}"
        )
        self._things = re.compile(
            r"\s+(?:(?!(?:in|at|of|from|on|were|was|are|when|and|by|after|during|as|more|others?)\b)[a-z-]+\s+){0,2}?"
            rf"(?:{words['not_people']})(?!\w)"
        )
        """Behind a bare number: what it counts."""
        self._child = re.compile(rf"(?<!\w)(?:{words['child']}|(?:month|week|day)s?[- ]old)(?!\w)")

    def find(self, masked: str, numbers: Sequence[NumberSpan]) -> list[Group]:
        """The groups in order; `numbers` are the sentence's, with its offsets."""
        by_start = {number.start: number for number in numbers}
        groups: list[Group] = []
        for match in self._group.finditer(masked):
            words = match.group()
            child = (match["pair"] is None and self._child.search(words) is not None) or _are_minors(words)
            part = (
                (match["number"] is None and bool(groups) and groups[-1].part and _goes_on(masked, groups[-1], match))
                or _WITHIN.search(masked[: match.start()]) is not None
                or _AMONG_THEM.match(masked, match.end()) is not None
                or (match["noun"] is not None and _PART.search(match.group()) is not None)
            )
            quantity: Quantity | None = Quantity(1)
            if match["number"]:
                number = by_start.get(match.start())
                if number is None or not _counts_people(masked, match, number):
                    continue
                if match["noun"] is None and self._things.match(masked, match.end("number")):
                    continue
                amount = number.value if number.of is None else number.of
                quantity = None if amount is None else Quantity(amount, number.qualifier)
            elif match["spelt"]:
                number = by_start.get(match.start("spelt"))
                child = child or (number is not None and number.value is not None and number.value < _ADULT)
            elif match["young"]:
                child = True
            elif match["age"]:
                child = child or int(match["age"]) < _ADULT
            elif match["pair"]:
                quantity = Quantity(2)
            groups.append(Group(match.start(), match.end(), quantity, child, part))
        return groups


def _goes_on(masked: str, part: Group, match: re.Match[str]) -> bool:
    """ "Three, including a child and a pregnant woman, were killed": the woman is one of the three too."""
    between = masked[part.end : match.start()]
    return _JOINT.fullmatch(between) is not None and masked.startswith((",", ")", " –", " —"), match.end())


def _counts_people(masked: str, match: re.Match[str], number: NumberSpan) -> bool:
    """Not a share, an age, a measure, nor "one of those" things."""
    if number.share or masked.startswith(_MEASURES, number.end):
        return False
    if match["noun"] is None and (ages := _AGES.search(masked[: match.start()])):
        first = "\ue000" not in ages.group()
        if not (first and _BEFELL.match(masked, match.end("number"))):
            return False
    return not (number.value == 1 and _ONE_OF.match(masked, match.end("number")))


def _are_minors(words: str) -> bool:
    """ "Three siblings aged 8, 12 and 17"."""
    _, aged, ages = words.partition(" aged ")
    figures = [int(figure) for figure in re.findall(r"\d+", ages)]
    return bool(aged) and bool(figures) and max(figures) < _ADULT


def _is_part(masked: str, group: Group) -> bool:
    """ "19 killed, three of them children, and 66 injured": the three belong to those before them."""
    return group.part or _PART.search(masked[group.start : group.end]) is not None


def list_back(masked: str, groups: Sequence[Group], index: int, taken: set[int]) -> list[Group]:
    """The list that ends with the group at `index`; those that start at `taken` are spoken for."""
    members = [groups[index]]
    for earlier in range(index - 1, -1, -1):
        between = masked[groups[earlier].end : members[0].start]
        if _is_part(masked, members[0]) or _is_part(masked, groups[earlier]):
            break
        if groups[earlier].start in taken or not _JOINT.fullmatch(between):
            break
        members.insert(0, groups[earlier])
    return members


def list_on(masked: str, groups: Sequence[Group], index: int, taken: set[int]) -> list[Group]:
    """The list that begins with the group at `index`."""
    members = [groups[index]]
    for later in range(index + 1, len(groups)):
        between = masked[members[-1].end : groups[later].start]
        if _is_part(masked, groups[later]) or groups[later].start in taken or not _JOINT.fullmatch(between):
            break
        tail = masked[groups[later].end : groups[later].end + 24]
        if re.match(r"\s+(?:(?:were|was|others?|more)\s+)*(?:injured|wounded|hurt|killed|hospital|in\s)", tail):
            break
        members.append(groups[later])
    return members


def total(masked: str, groups: Sequence[Group]) -> Quantity:
    """The groups together."""
    quantities = [group.quantity for group in groups if group.quantity is not None]
    return quantities[0] if len(quantities) > 1 and _are_told_apart(masked, groups) else added(quantities)


def added(quantities: Sequence[Quantity]) -> Quantity:
    """The sum, inexact where one of them is."""
    if len(quantities) == 1:
        return quantities[0]
    inexact = [quantity.qualifier for quantity in quantities if quantity.qualifier != "exact"]
    return Quantity(sum(quantity.value for quantity in quantities), inexact[0] if inexact else "exact")


def _are_told_apart(masked: str, groups: Sequence[Group]) -> bool:
    """ "Two residents, a man of 62 and a woman of 58", "two men, a driver and a guard": the same people, described."""
    whole = groups[0]
    if whole.quantity is None or not masked.startswith((",", ":", " –", " —", " -"), whole.end):
        return False
    parts = masked[whole.end : groups[-1].end]
    if not _ANYONE.search(masked[whole.start : whole.end]) and _OF_A_SEX.search(parts):
        return False  # "two men, a woman and a boy"
    counted = sum(group.quantity.value for group in groups[1:] if group.quantity is not None)
    return 1 < whole.quantity.value in (counted, len(_ARTICLE.findall(parts)))
