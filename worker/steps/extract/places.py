"""Names of places in a text: which place each name means, and in what sense it is used.

Three readings, one after the other: the automaton finds names and `_read` lengthens them by the region or district
word beside them; `resolve` picks one bearer of each name; `senses` tells a place from a government, a river, a club.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log10

import ahocorasick_rs

from worker.steps.extract.gazetteer import Doubt, Entry, Gazetteer, fold
from worker.steps.extract.senses import Deictic, Sense, Senses, neighbours
from worker.steps.extract.spans import PlaceSpan

_JOINED = re.compile(r"(?:,| and| or| as well as|, and|, or|/| &) ?")


_IN = re.compile(
    r",? (?:(?:a|the) (?:[\w-]+ ){0,2}(?:town|village|city|settlement|suburb|community|hub|port|hamlet) )?(?:in|of) "
    r"(?:the (?:north|south|east|west|cent)[a-z-]* of )?(?:the )?(?:[\w-]+ )?|, (?:the )?| \("
)
_OWNS = re.compile(r"'s (?:[\w-]+ ){0,3}|,? (?:in|at|near) (?:[\w-]+ ){0,3}")
_CAPITAL = frozenset(("the capital", "The capital", "the capital city", "The capital city"))
"""Words for the capital named most often as a place."""
_CLOSE = 200
"""Characters on either side of a name that count as close to it: about a sentence."""

_LEAST = 500
"""Inhabitants taken for a place that has none on record: where GeoNames' extract begins."""


@dataclass(slots=True)
class Mark:
    """A name found, before it is known which place it means."""

    start: int
    end: int
    name: str
    bearers: Sequence[Entry]
    stem: str | None
    """Code of the region that a region word would make of it."""
    plural: bool = False
    """A region's or district's name before a plural: "Sumy and Kharkiv regions"."""
    heads: bool = False
    """A region's name after a plural: "the regions of Sumy and Kharkiv"."""
    sure: bool = False
    """A word beside it says that it is a place."""
    deictic: Deictic | None = None


class Places:
    """Finds the places of a theatre, and the world's countries, in a text."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.senses = Senses.load(gazetteer)
        patterns = [*gazetteer.patterns, *((p, p) for p in self.senses.deictic)]
        self._names = [name for _, name in patterns]
        self._automaton = ahocorasick_rs.AhoCorasick([pattern for pattern, _ in patterns])
        words = "|".join(map(re.escape, sorted(gazetteer.region_words, key=len, reverse=True)))
        self._region_after = re.compile(rf"(?:['’]s)?[ -]({words})\b", re.IGNORECASE)
        words = "|".join(map(re.escape, sorted(gazetteer.district_words, key=len, reverse=True)))
        self._district_after = re.compile(rf"[ -]({words})\b", re.IGNORECASE)
        self._region_before = re.compile(r"\b((?:region|oblast|province|republic)s?) of (?:the )?$", re.IGNORECASE)

    def find(self, text: str) -> list[PlaceSpan]:
        """The places named in `text`: sorted, not overlapping, the longest name at each point."""
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[str]) -> list[list[PlaceSpan]]:
        """The places of texts that belong together: what a headline's region is says where its article's towns are."""
        plain = [fold(text) for text in texts]
        marks = [self._marks(text) for text in plain]
        known = self._known(mark for found in marks for mark in found)
        seats: dict[Entry, int] = {}
        return [self._spans(*each, known, seats) for each in zip(texts, plain, marks, strict=True)]

    def _marks(self, plain: str) -> list[Mark]:
        marks = _apart(plain, [self._read(plain, *hit) for hit in self._hits(plain)])
        self._share_plurals(plain, marks)
        return marks

    def _spans(
        self, text: str, plain: str, marks: list[Mark], known: dict[str, set[str]], seats: dict[Entry, int]
    ) -> list[PlaceSpan]:
        """The places of one text; `seats`: how often it, and the text before it, named each capital as a place, the
        one named last at the end."""
        last: Mark | None = None
        spans = []
        for i, mark in enumerate(marks):
            if mark.deictic:
                bare = mark.deictic.entry is None and mark.name in _CAPITAL
                seat = max(reversed(seats), key=seats.__getitem__, default=None) if bare else None
                what = replace(mark.deictic, entry=_seat_beside(plain, marks, i) or seat) if bare else mark.deictic
                spans.append(_deictic_span(text, mark, what))
                continue
            said, entry = False, mark.bearers[0] if len(mark.bearers) == 1 else None
            if entry is None or entry.doubt:
                apposed, said = self._apposed(plain, marks, i)
                entry = resolve(mark.bearers, self._others(known, mark), self._close(marks, i), apposed)
                if said and apposed and entry and entry.doubt and entry.region not in (None, apposed):
                    # a village that the gazetteer lacks, namesake of one elsewhere
                    entry = Entry(mark.name, "settlement", apposed[:2], apposed)
            if entry is None:
                continue
            if entry.adjective:
                spans.append(_span(text, mark, entry, "adjective"))
                continue
            if entry.doubt and not (mark.sure or said or self._believable(plain, marks, i, entry.doubt, last)):
                continue
            if entry.region:
                last = mark
            sense = self.senses.of(plain, mark.start, mark.end, entry, neighbours(plain, mark.start, mark.end))
            if sense == "place":
                # "the Kyiv region" names the capital too
                bearers = (entry, *self.gazetteer.names.get(mark.name, ()))
                for bearer in [bearer for bearer in bearers if bearer.capital][:1]:
                    seats[bearer] = seats.pop(bearer, 0) + 1
            spans.append(_span(text, mark, entry, sense))
        return spans

    def _clear(self, mark: Mark) -> Entry | None:
        """The place that a mark means whatever the rest of the text says, if there is one."""
        if mark.sure and len(mark.bearers) == 1:
            return mark.bearers[0]
        return self.gazetteer.clear.get(mark.name) if mark.bearers else None

    def _known(self, marks: Iterable[Mark]) -> dict[str, set[str]]:
        """Regions and countries that the text names beyond doubt, and the names that say so."""
        known: dict[str, set[str]] = defaultdict(set)
        for mark in marks:
            if entry := self._clear(mark):
                for code in (entry.country, *self._around(entry.region)):
                    known[code].add(mark.name)
        return known

    @staticmethod
    def _others(known: Mapping[str, set[str]], mark: Mark) -> Collection[str]:
        """The regions and countries that names other than the ambiguous one say."""
        return [code for code, names in known.items() if names != {mark.name}] if len(mark.bearers) > 1 else ()

    def _close(self, marks: Sequence[Mark], i: int) -> set[str]:
        """Regions named without doubt within a sentence's length of an ambiguous name."""
        if len(marks[i].bearers) < 2:
            return set()
        start, end = marks[i].start - _CLOSE, marks[i].end + _CLOSE
        others = (
            self._clear(m)
            for m in marks[max(0, i - 6) : i + 7]
            if m.end > start and m.start < end and m.name != marks[i].name
        )
        return {region for entry in others if entry for region in self._around(entry.region)}

    def _around(self, region: str | None) -> tuple[str, ...]:
        """A region, and the one that surrounds it where it is a city."""
        if region is None:
            return ()
        around = self.gazetteer.around.get(region)
        return (region, around) if around else (region,)

    def _apposed(self, plain: str, marks: Sequence[Mark], i: int) -> tuple[str | None, bool]:
        """The region said beside the name, and whether a region's name says it.

        "Lyman in Donetsk region", "Donetsk region's Lyman"; but also "Lyman in Donetsk", by the city's name.
        """
        mark = marks[i]
        after = marks[i + 1] if i + 1 < len(marks) else None
        if after and after.bearers and _IN.fullmatch(plain, mark.end, after.start):
            if after.bearers[0].precision == "region":
                return after.bearers[0].region, True
            if after.stem:
                return after.stem, False
            of_country = after.bearers[0].precision == "country" and not after.bearers[0].adjective
            if of_country and not plain.startswith("'s", after.end):
                return None, any(e.country == after.bearers[0].country for e in mark.bearers)
        before = marks[i - 1] if i else None
        if before and before.sure and before.bearers and before.bearers[0].precision == "region":
            gap = plain[before.end : mark.start]
            if gap == ", " or _OWNS.fullmatch(gap):
                return before.bearers[0].region, gap != ", "
        return None, False

    def _believable(self, plain: str, marks: Sequence[Mark], i: int, doubt: Doubt, last: Mark | None) -> bool:
        """Is a doubtful name used as a place's?  `last`: the mark before it that was."""
        mark = marks[i]
        near = neighbours(plain, mark.start, mark.end)
        if self.senses.shows_place(near, doubt):
            return True
        if doubt == "wary" or near.before in self.senses.words["person_before"]:
            return False
        if " " in mark.name or mark.name.endswith(self.gazetteer.place_endings):
            return True
        return not near.after[:1].isupper() and self._listed(plain, marks, i, last)

    def _listed(self, plain: str, marks: Sequence[Mark], i: int, last: Mark | None) -> bool:
        """Does a small place stand in a list with another of the theatre: "Kupiansk, Borova and Lyman"?"""
        if last and _JOINED.fullmatch(plain, last.end, marks[i].start):
            return True
        after = self._clear(marks[i + 1]) if i + 1 < len(marks) else None
        ours = after is not None and after.region in self.gazetteer.regions
        return ours and bool(_JOINED.fullmatch(plain, marks[i].end, marks[i + 1].start))

    def _hits(self, plain: str) -> list[tuple[int, int, str]]:
        """Whole words that are names, the longest from the left, as (start, end, name)."""
        best: dict[int, tuple[int, str]] = {}
        size = len(plain)
        for pattern, start, end in self._automaton.find_matches_as_indexes(plain, overlapping=True):
            if start and (plain[start - 1].isalnum() or plain[start - 1] in "@_/"):
                continue
            if end < size and (plain[end].isalnum() or (plain[end] == "'" and _letter_follows(plain, end))):
                continue
            if start not in best or best[start][0] < end:
                best[start] = (end, self._names[pattern])
        hits, reached = [], 0
        for start in sorted(best):
            if start >= reached:
                reached, name = best[start]
                hits.append((start, reached, name))
        return hits

    def _read(self, plain: str, start: int, end: int, name: str) -> Mark:
        """The mark of a hit, lengthened by "region", "Oblast", "district" where that makes another place of it."""
        if name in self.senses.deictic:
            return Mark(start, end, name, (), None, deictic=self.senses.deictic[name])
        gazetteer = self.gazetteer
        bearers: Sequence[Entry] = gazetteer.names.get(name, ())
        stem = gazetteer.region_stems.get(name)
        if stem and (after := self._region_after.match(plain, end)):
            plural = after[1].lower().endswith("s")
            return Mark(start, after.end(), name, (_region_entry(gazetteer, stem),), stem, plural, sure=True)
        if stem and (before := self._region_before.search(plain, max(0, start - 24), start)):
            heads = before[1].lower().endswith("s")
            return Mark(before.start(), end, name, (_region_entry(gazetteer, stem),), stem, False, heads, True)
        if after := self._district_after.match(plain, end):
            districts = gazetteer.district_stems.get(name)
            if districts is None:
                districts = [_raion_entry(e) for e in bearers if e.precision == "settlement" and e.region]
            if districts:
                return Mark(start, after.end(), name, districts, None, after[1].lower().endswith("s"), sure=True)
        return Mark(start, end, name, bearers, stem)

    def _share_plurals(self, plain: str, marks: list[Mark]) -> None:
        """ "Sumy, Kharkiv and Donetsk regions", "regions of Sumy and Kharkiv": each of them is a region."""
        for right, left in pairwise(reversed(marks)):
            if not right.plural or not _JOINED.fullmatch(plain, left.end, right.start):
                continue
            if right.stem and left.stem:
                left.bearers, left.plural, left.sure = (_region_entry(self.gazetteer, left.stem),), True, True
            elif not right.stem and (districts := self.gazetteer.district_stems.get(left.name)):
                left.bearers, left.plural, left.sure = districts, True, True
        for left, right in pairwise(marks):
            if left.heads and right.stem and _JOINED.fullmatch(plain, left.end, right.start):
                right.bearers, right.heads, right.sure = (_region_entry(self.gazetteer, right.stem),), True, True


def resolve(
    bearers: Sequence[Entry], known: Collection[str], close: Collection[str], apposed: str | None
) -> Entry | None:
    """The place that a name means among those that bear it; the likelier, by the sum of what speaks for each.

    Size counts as its order of magnitude, and a place that the news seldom names a hundredfold less.  A bearer in a
    region that the text names (`known`) gains as much as thirty times its size would give it, in a country that it
    names three times; a region named close by twenty times more.  The region said beside the name (`apposed`) decides.
    """
    if len(bearers) == 1:
        return bearers[0]

    def likelihood(entry: Entry) -> float:
        return (
            log10(max(entry.population, _LEAST))
            - (2.0 if entry.doubt else 0.0)
            + (1.5 if entry.region in known else 0.0)
            + (0.5 if entry.country in known else 0.0)
            + (1.3 if entry.region in close else 0.0)
            + (10.0 if apposed is not None and entry.region == apposed else 0.0)
        )

    return max(bearers, key=likelihood, default=None)


def _seat_beside(plain: str, marks: Sequence[Mark], i: int) -> Entry | None:
    """ "The capital, Oslo": the words behind it say which."""
    name = marks[i + 1] if i + 1 < len(marks) else None
    if name is None or plain[marks[i].end : name.start] not in (", ", " of "):
        return None
    return next((entry for entry in name.bearers if entry.capital), None)


def _apart(plain: str, marks: list[Mark]) -> list[Mark]:
    """Marks without those that a longer one runs into, and without "the town" where its name follows."""
    kept = [
        left
        for left, right in pairwise(marks)
        if left.end <= right.start
        and not (left.deictic and right.bearers and plain[left.end : right.start] in (" of ", " "))
    ]
    return kept + marks[-1:]


def _region_entry(gazetteer: Gazetteer, code: str) -> Entry:
    info = gazetteer.regions[code]
    return Entry(info.name, "region", info.country, code, info.lat, info.lon, info.geonames_id, 1_000_000)


def _raion_entry(seat: Entry) -> Entry:
    return Entry(seat.name, "raion", seat.country, seat.region, seat.lat, seat.lon, None, seat.population)


def _span(text: str, mark: Mark, entry: Entry, sense: Sense) -> PlaceSpan:
    return PlaceSpan(
        mark.start, mark.end, text[mark.start : mark.end], entry.precision, entry.country, entry.region,
        entry.lat, entry.lon, entry.geonames_id, sense,
    )  # fmt: skip


def _deictic_span(text: str, mark: Mark, what: Deictic) -> PlaceSpan:
    at = what.entry
    return PlaceSpan(
        mark.start, mark.end, text[mark.start : mark.end], what.precision,
        at.country if at else None, at.region if at else None, at.lat if at else None, at.lon if at else None,
        at.geonames_id if at else None, "place", True,
    )  # fmt: skip


def _letter_follows(plain: str, at: int) -> bool:
    """Is the apostrophe at `at` part of a longer word ("Kup'yansk"), and not a possessive or a closing quote?"""
    rest = plain[at + 1 : at + 3]
    return rest[:1].isalpha() and not (rest[:1] == "s" and not rest[1:].isalpha())
