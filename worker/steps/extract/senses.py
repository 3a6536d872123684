"""In what sense a name of a place is used: as far as the words beside it tell, without a parse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import yaml

from worker.records.mention import PlacePrecision
from worker.steps.extract.gazetteer import DATA, Entry, Gazetteer

Sense = Literal["place", "adjective", "actor", "other"]

_AFTER = re.compile(r"('s?)?([ -]+)?([A-Za-z][A-Za-z'.]*)?(?:[ ]([A-Za-z'.]+))?")
_BEFORE = re.compile(r"([A-Za-z'.]+)?[ ]?([A-Za-z'.]+|[-#])?([ \-\"'(“]*)$")
_DATELINE = re.compile(r"(?:, [A-Z][A-Za-z.]+)?(?:, [A-Z][a-z.]+\.? \d{1,2})?(?: ?\([^)]{2,40}\))? ?(?:—|–|--|-|―)\s")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\"”’)\]—-] ?|\n)$")


@dataclass(frozen=True, slots=True)
class Deictic:
    """ "the capital", "the region"; `entry` where the words themselves settle which ("the Ukrainian capital")."""

    precision: PlacePrecision
    entry: Entry | None = None


@dataclass(frozen=True)
class Senses:
    """The lexicon of `senses.yaml`, with the deictic phrases of one theatre."""

    words: dict[str, frozenset[str]]
    deictic: dict[str, Deictic]
    first: frozenset[str]

    @classmethod
    def load(cls, gazetteer: Gazetteer) -> Senses:
        raw = yaml.safe_load((DATA / "senses.yaml").read_text("utf-8"))
        deictic = {phrase: Deictic(precision) for phrase, precision in raw.pop("deictic").items()}
        for phrase, what in list(deictic.items()):
            deictic[phrase[0].upper() + phrase[1:]] = what
        for name, entries in gazetteer.names.items():
            country = entries[0] if entries and entries[0].precision == "country" else None
            if country:
                seat = Deictic("settlement", gazetteer.capitals[country.country])
                phrase = f"{name} capital" if country.adjective else f"{name}'s capital"
                deictic[phrase] = deictic[f"the {phrase}"] = seat
        words = {group: frozenset(values) for group, values in raw.items()}
        return cls(words, deictic, frozenset())

    def sure(self, plain: str, start: int, end: int) -> bool:
        """Do the words beside a weak name say that it is a place?"""
        before, _, mark = self._before(plain, start)
        if mark.strip(' "“(') or plain[end : end + 1] == "-":
            return False
        word, spaced = self._next(plain, end)
        if spaced and word[:1].isupper():
            return False
        return before in self.words["in_words"]

    def _before(self, plain: str, start: int) -> tuple[str, str, str]:
        """The word before, the one before that (lower case), and the characters between."""
        found = _BEFORE.search(plain, max(0, start - 48), start)
        if not found:
            return "", "", ""
        return (found[2] or found[1] or "").lower(), (found[1] or "").lower(), found[3]

    def _next(self, plain: str, end: int) -> tuple[str, bool]:
        found = _AFTER.match(plain, end)
        return (found[3] or "", found[2] == " ") if found else ("", False)

    def of(self, plain: str, start: int, end: int, entry: Entry) -> Sense:
        """The sense of the name at `plain[start:end]`."""
        words = self.words
        if entry.precision == "country" and entry.adjective:
            return "adjective"
        if start and plain[start - 1] == "-":
            return "other"  # "pro-Moscow", "non-Kyiv"
        before, further, _ = self._before(plain, start)
        after = _AFTER.match(plain, end)
        possessive, space, word, next_word = after.groups() if after else (None, None, None, None)
        lower, next_lower = (word or "").lower(), (next_word or "").lower()
        if self._dateline(plain, start, end):
            return "other"
        if before in words["water_before"] or before in words["clubs_before"]:
            return "other"
        if before == "of" and further in words["of_before"]:
            return "other"
        if before in ("from", "in") and further in words["report_before"]:
            return "other"
        if space and space.startswith("-"):
            return "actor" if entry.capital or entry.precision == "country" else "other"
        if space and lower:
            if lower in words["unit_noun"] or lower in words["water_noun"] or next_lower in words["unit_noun"]:
                return "other"
            if not possessive and lower in words["person_noun"]:
                return "actor"
            if word[0].isupper() and lower in words["institution"]:
                return "other"
            if not possessive and lower in words["other_noun"] and before not in ("in", "near", "at"):
                return "other"
            governs = entry.capital or entry.precision == "country"
            if governs and before not in words["in_words"]:
                if possessive and lower in words["government_noun"]:
                    return "actor"
                if not possessive and (lower in words["say"] or (lower in words["aux"] and next_lower in words["say"])):
                    return "actor"
            if entry.precision in ("settlement", "region", "district") and lower in words["located"]:
                return "adjective"
        if plain[end : end + 2] == ", " and plain[end + 2 :].startswith(tuple(words["elsewhere"])):
            return "other"
        return "place"

    def _dateline(self, plain: str, start: int, end: int) -> bool:
        """ "KYIV, Ukraine (Agency) - ": where the report was filed, not where anything was hit."""
        return bool(_DATELINE.match(plain, end)) and bool(_SENTENCE_START.search(plain, max(0, start - 3), start))
