"""In what sense a name of a place is used: as far as the words beside it tell, without a parse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

import yaml

from worker.records.mention import PlacePrecision
from worker.steps.extract.gazetteer import DATA, Doubt, Entry, Gazetteer

Sense = Literal["place", "adjective", "actor", "other"]

_AFTER = re.compile(r"('s?(?![a-z]))?([ -](?! |-))?([A-Za-z][A-Za-z'.]{0,30})?(?: ([A-Za-z'.]{1,30}))?")
_DATELINE = re.compile(
    r"(?P<country>, [A-Z][A-Za-z.]+(?: [A-Z][a-z]+)?)?(?:, [A-Z][a-z.]+\.? \d{1,2})?(?P<agency> ?\([^)]{2,40}\))?"
    r" ?(?:[—―–]|--?)\s[\"“‘']?[A-Z]"
)
_BETWEEN = re.compile(r"\bbetween [A-Z][\w .]{2,14} and $")
_WRAPPING = " \t\"'“‘(["
_REACH = 40
"""Characters looked at before a name: room for two long words."""


@dataclass(frozen=True, slots=True)
class Deictic:
    """ "the capital", "the region"; `entry` where the words themselves settle which ("the Ukrainian capital")."""

    precision: PlacePrecision
    entry: Entry | None = None


class Neighbours(NamedTuple):
    """The two words on either side of a name, in lower case but for `after`, and what ties the next one to it."""

    further: str
    before: str
    begins: bool
    """The name begins its sentence, or stands after a quotation mark or bracket."""
    possessive: bool
    tie: str
    """Space, hyphen, or nothing between the name and the next word."""
    after: str
    beyond: str


def neighbours(plain: str, start: int, end: int) -> Neighbours:
    """The words around `plain[start:end]`."""
    left = plain[max(0, start - _REACH) : start]
    bare = left.rstrip(_WRAPPING)
    words = bare.rsplit(None, 2)
    before, further = (words[-1] if words else ""), (words[-2] if len(words) > 1 else "")
    begins = not before or before[-1] in '.!?:;”"’)—–|' or "\n" in left[len(bare) - 1 :]
    found = _AFTER.match(plain, end)
    possessive, tie, after, beyond = found.groups("") if found else ("", "", "", "")
    return Neighbours(
        further.lower(), before.lower(), begins, bool(possessive), tie, after.rstrip("."), beyond.rstrip(".").lower()
    )


@dataclass(frozen=True)
class Senses:
    """The lexicon of `senses.yaml`, with the deictic phrases of one theatre."""

    words: dict[str, frozenset[str]]
    deictic: dict[str, Deictic]
    elsewhere: tuple[str, ...]
    rivers: frozenset[str]

    @classmethod
    def load(cls, gazetteer: Gazetteer) -> Senses:
        raw = yaml.safe_load((DATA / "senses.yaml").read_text("utf-8"))
        deictic = {phrase: Deictic(precision) for phrase, precision in raw.pop("deictic").items()}
        for name, entries in gazetteer.names.items():
            if entries and entries[0].precision == "country":
                seat = Deictic("settlement", gazetteer.capitals[entries[0].country])
                phrase = f"{name} capital" if entries[0].adjective else f"{name}'s capital"
                deictic[phrase] = deictic[f"the {phrase}"] = seat
        for phrase, what in list(deictic.items()):
            deictic[phrase[0].upper() + phrase[1:]] = what
        elsewhere = tuple(raw.pop("elsewhere"))
        return cls({group: frozenset(values) for group, values in raw.items()}, deictic, elsewhere, gazetteer.rivers)

    def shows_place(self, near: Neighbours, doubt: Doubt) -> bool:
        """Do the words beside a doubtful name say that it is a place?

        "in" and "the village of" do for any name; "to", "from", "of" do not where the name may be a person's.
        """
        words = self.words
        if near.tie.startswith("-") or (near.after[:1].isupper() and near.after.lower() not in words["calendar"]):
            return False
        if near.before in words["locative"]:
            return True
        if doubt == "small" and near.tie == " " and near.after.lower() in words["located"]:
            return True
        if near.before == "of":
            return doubt == "small" or near.further in words["of_place"]
        return doubt == "small" and near.before in words["directional"]

    def of(self, plain: str, start: int, end: int, entry: Entry, near: Neighbours) -> Sense:
        """The sense of the name at `plain[start:end]`."""
        words = self.words
        before, after = near.before, near.after.lower()
        governs = entry.capital or entry.precision == "country" or "epublic" in plain[start:end]
        if plain[start - 1 : start] == "-":
            return "actor" if entry.capital or entry.precision == "country" else "other"
        if (
            (near.begins and _dateline(plain, start, end))
            or before in words["water_before"]
            or before in words["club_before"]
            or (before == "of" and near.further in words["named_after"])
            or (before in ("from", "in") and near.further in words["reporting"])
            or (plain.startswith(", ", end) and plain.startswith(self.elsewhere, end + 2))
        ):
            return "other"
        if near.tie.startswith("-"):
            return "actor" if entry.capital or entry.precision == "country" else "other"
        if entry.capital and (
            before in words["dealing"] or (before == "and" and _BETWEEN.search(plain, max(0, start - _REACH), start))
        ):
            return "actor"
        river = before == "the" and entry.precision == "settlement" and plain[start:end] in self.rivers
        if river and after not in words["located"]:
            return "other"
        if before in words["likened"] and (near.tie != " " or not after or after in words["function"]):
            return "other"
        if not near.tie or not after:
            return "place"
        if (
            after in words["water"]
            or (after == "water" and near.beyond in words["water"])
            or after in words["unit"]
            or near.beyond in words["unit"]
        ):
            return "other"
        if not near.possessive:
            if after in words["correspondent"]:
                return "actor"
            named = near.after[0].isupper() and (after in words["institution"] or near.beyond in words["event"])
            if named or after in words["namesake"]:
                return "other"
        if governs and before not in words["locative"] and (before == "between" or before not in words["led_to"]):
            suffers = after in ("is", "was") and near.beyond in words["act"]
            speaks = after in words["say"] or (
                after in words["auxiliary"] and near.beyond in words["say"] and not suffers
            )
            speaks |= before == "between" and after == "and" and entry.capital
            if after in words["government"] if near.possessive else speaks:
                return "actor"
        if entry.precision != "country" and after in words["located"]:
            return "adjective"
        return "place"


def _dateline(plain: str, start: int, end: int) -> bool:
    """ "KYIV, Ukraine (Agency) — Two …": with a country or an agency, or at the head of a line."""
    found = _DATELINE.match(plain, end)
    return found is not None and bool(found["country"] or found["agency"] or start == 0 or plain[start - 1] == "\n")
