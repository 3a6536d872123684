"""The article's sentences as attacks: whose place, whose date, whose side.

Sentence by sentence, headline first, a small state is kept: the attack spoken of last, and the date of the lead.  Each
sentence adds what it says to the attacks it speaks of; an attack is known by its region (or country, for a wave) and date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from worker.records.mention import DatePrecision
from worker.steps.extract import attacker
from worker.steps.extract.constructions import pattern
from worker.steps.extract.facts import CasualtyFact, CountFact, Fact, OutageFact, WeaponFact
from worker.steps.extract.modality import Verdict, judge
from worker.steps.extract.passage import Passage
from worker.steps.extract.roles import JOINED, Struck, struck
from worker.steps.extract.spans import PlaceSpan, TimeSpan
from worker.steps.extract.syntax import Clauses

_OLDEST = timedelta(days=400)
_CAPTION = 2
"""Days by which the date of a photograph may lie behind the attack that it shows the traces of."""
_HEAD = 3
"""Passages, headline included, that say what an article is about."""
_SHORT = 10
"""Passages of an article that tells of one thing."""
_NEWS = timedelta(days=3)
_HEADING = 40
"""Characters of a line that may be a heading: "Kharkiv region:"."""
_LEAD_PASSAGES = 2
_LEAD = timedelta(days=7)
_FRESH = 2
"""Sentences over which an attack stays the one spoken of."""


@dataclass(frozen=True, slots=True)
class When:
    day: date
    precision: DatePrecision
    time: TimeSpan | None
    passage: Passage | None
    """Where the date is said; None where it is the article's own."""


@dataclass(slots=True)
class Said:
    """A fact, and the passage that says it."""

    fact: Fact
    passage: Passage


@dataclass(slots=True)
class Attack:
    """One attack as the article tells it, while it is being read."""

    code: str
    """Region, or country for a wave."""
    country: str
    place: PlaceSpan | None
    place_passage: Passage | None
    when: When
    side: str | None = None
    side_passage: Passage | None = None
    said: list[Said] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    certain: bool = False
    """An act of attack is reported on it, not only damage or harm."""
    wide: bool = False
    """A wave that the text says went over the country."""

    @property
    def is_wave(self) -> bool:
        return "-" not in self.code


@dataclass(frozen=True, slots=True)
class Reported:
    """A passage with all that was read from it."""

    passage: Passage
    verdict: Verdict
    struck: Struck
    facts: tuple[Fact, ...]
    clauses: Clauses | None = None
    """Of the passages that were worth parsing."""


class Discourse:
    """Reads one article's passages; `attacks` is what came of it."""

    def __init__(self, published: date, theatre: Iterable[str]) -> None:
        self.published = published
        self.theatre = frozenset(theatre)
        self.attacks: list[Attack] = []
        self._topic: list[Attack] = []
        self._gap = 0
        self._ahead: list[Reported] = []
        """Reports at the beginning that name no place yet: "A missile hit a market, killing six"."""
        self._pending: tuple[PlaceSpan, Passage] | None = None
        """The place that the sentence before named, without a report."""
        self._length = 0
        self._lead: When | None = None

    def read(self, reported: Sequence[Reported]) -> list[Attack]:
        regions = {
            place.region
            for item in reported
            if item.verdict.report == "attack"
            for place in (item.struck.places or item.struck.weak)
        }
        self._length = len(reported)
        self._single = len(regions) <= 1
        self._is_wide = len(regions) > 2 or any(
            item.struck.wide for item in reported if item.verdict.report == "attack"
        )
        self._lead = None
        self._lead = self._find_lead(reported)
        for item in reported:
            self._take(item)
            if self._ahead and self.attacks:
                self._take_up()
        return self.attacks

    def _find_lead(self, reported: Sequence[Reported]) -> When:
        for spoken in (False, True):
            for item in reported[:5]:
                if item.verdict.report != "none" and not item.verdict.general:
                    when = self._said_when(item, spoken=spoken)
                    if when is not None and self.published - when.day <= _LEAD:
                        return when
        return When(self.published, "about", None, None)

    def _take_up(self) -> None:
        """Gives the reports that named no place to the first attack that does."""
        attack = self.attacks[0]
        for item in self._ahead:
            attack.passages.append(item.passage)
            attack.certain = True
            self._note_side(attack, item)
            attack.said += [Said(fact, item.passage) for fact in item.facts]
        self._ahead = []

    def _take(self, item: Reported) -> None:
        verdict, where = item.verdict, item.struck
        facts = item.facts
        if verdict.report == "none" and not any(isinstance(fact, CasualtyFact | OutageFact) for fact in facts):
            self._leave(item)
            return
        when = self._said_when(item)
        if verdict.general and when is None:
            self._leave(item)
            return
        places = self._places(item)
        total = pattern("roles", "total").search(item.passage.masked) is not None
        nation = self._nation(where, item.passage)
        counts = verdict.report != "none" and any(
            isinstance(fact, CountFact) and (fact.field != "hits") for fact in facts
        )
        fresh = bool(self._topic) and self._gap <= _FRESH
        if places and not (total and nation):
            told = any(attack.certain for attack in self.attacks) and _shows_harm(facts)
            if verdict.report != "attack" and not told and not self._knows(places):
                self._leave(item)
                return
            self._at_places(item, places, when)
            if nation and where.wide and verdict.report == "attack":
                self._beside_nation(item, nation, when)
        elif nation and (verdict.report == "attack" or facts):
            self._at_nation(item, nation, when, wide=where.wide)
        elif counts and self._is_other_country(item):
            self._at_nation(item, self._counted_country(item), when, wide=False)
        elif (
            fresh
            and self._is_wide
            and not self._topic[-1].is_wave
            and not _REFERS.search(item.passage.masked)
            and _shows_harm(facts)
            and pattern("roles", "national_harm").search(item.passage.text.lower())
        ):
            self._at_nation(item, self._topic[-1].country, when, wide=False)
        elif self._pending is not None and _shows_harm(facts):
            self._at_pending(item, self._pending, when)
        elif counts and not (self._single and self.attacks) and (_says_who_counts(item.passage) or not self.attacks):
            self._at_nation(item, self._counted_country(item), when, wide=False)
        elif facts and fresh:
            self._follow(item, when)
        elif facts and self.attacks and self._single:
            self._topic = [self.attacks[0]]
            self._follow(item, when)
        else:
            self._leave(item)
            return
        self._gap = 0
        self._pending = None

    def _leave(self, item: Reported) -> None:
        """A sentence that reports nothing: it may still say where what follows happened."""
        self._gap += 1
        if not self.attacks and item.verdict.report == "attack" and not item.verdict.general:
            self._ahead.append(item)
        place = next((place for place in item.struck.places if place.country in self.theatre), None)
        opens = item.verdict.report == "effect" or len(item.passage.text) <= _HEADING
        self._pending = (place, item.passage) if place and opens else None

    def _is_other_country(self, item: Reported) -> bool:
        """Weapons counted that were fired the other way than those last spoken of: "Russia said it downed 33 drones"."""
        country = self._counted_country(item)
        side = attacker.named_attacker(item.passage.text)
        return side in self.theatre and bool(self._topic) and country != self._topic[-1].country

    def _knows(self, places: Sequence[PlaceSpan]) -> bool:
        regions = {place.region for place in places}
        return any(attack.code in regions for attack in self.attacks)

    def _nation(self, where: Struck, passage: Passage) -> str | None:
        """The country of the theatre that a sentence speaks of as a whole; "the country" is the one mostly attacked."""
        if where.nation != "?":
            return where.nation if where.nation in self.theatre else None
        side = attacker.named_attacker(passage.text)
        if side in self.theatre and (other := attacker.opponent(side)):
            return other
        countries = Counter(attack.country for attack in self.attacks)
        return countries.most_common(1)[0][0] if countries else None

    def _places(self, item: Reported) -> list[PlaceSpan]:
        strong = [place for place in item.struck.places if place.country in self.theatre]
        weak = [place for place in item.struck.weak if place.country in self.theatre][:1]
        if item.clauses is None or not strong:
            return strong or weak
        said = [start for start, _ in item.verdict.triggers]
        said += [fact.start for fact in item.facts if not isinstance(fact, WeaponFact)]
        linked = [place for place in strong if item.clauses.linked(place.start, said)]
        return linked or weak or (strong if item.verdict.report == "attack" else [])

    def _counted_country(self, item: Reported) -> str | None:
        side = attacker.named_attacker(item.passage.text)
        if side in self.theatre and (other := attacker.opponent(side)):
            return other
        if self._topic:
            return self._topic[-1].country
        countries = Counter(attack.country for attack in self.attacks)
        return countries.most_common(1)[0][0] if countries else None

    # places

    def _at_places(self, item: Reported, places: list[PlaceSpan], when: When | None) -> None:
        by_region: dict[str, PlaceSpan] = {}
        for place in places:
            assert place.region is not None
            known = by_region.get(place.region)
            if known is None or (known.precision == "region" and place.precision != "region"):
                by_region[place.region] = place
        attacks: dict[str, Attack] = {}
        for region, place in by_region.items():
            attack = self._attack(region, place, item, self._said_when(item, place) or when)
            if attack is not None:
                attacks[region] = attack
        if not attacks:
            return
        self._topic = list(attacks.values())
        first = {place.start: attacks[place.region] for place in places if place.region in attacks}
        sums = _sums(item.facts) if len(attacks) > 1 else set()
        for fact in item.facts:
            if fact in sums and isinstance(fact, CasualtyFact):
                continue
            if fact in sums or self._is_of_nation(item, fact, places):
                country = self._counted_country(item) or next(iter(attacks.values())).country
                wave = self._attack(country, None, item, when)
                if wave is not None:
                    wave.said.append(Said(fact, item.passage))
                continue
            for attack in self._owners(item.passage, fact, places, first):
                attack.said.append(Said(fact, item.passage))

    def _at_pending(self, item: Reported, pending: tuple[PlaceSpan, Passage], when: When | None) -> None:
        place, passage = pending
        assert place.region is not None
        attack = self._attack(place.region, place, item, when)
        if attack is None:
            return
        if attack.place is place:
            attack.place_passage = passage
        self._topic = [attack]
        attack.said += [Said(fact, item.passage) for fact in item.facts]

    def _is_of_nation(self, item: Reported, fact: Fact, places: Sequence[PlaceSpan]) -> bool:
        """ "The ministry said 82 drones were downed, and two people were injured in Saratov": not Saratov's drones."""
        if not isinstance(fact, CountFact) or fact.field == "hits" or item.clauses is None:
            return False
        if not _says_who_counts(item.passage):
            return False
        around = item.clauses.chain(fact.start)
        return all(item.clauses.at(place.start) not in around for place in places)

    def _owners(
        self, passage: Passage, fact: Fact, places: Sequence[PlaceSpan], attacks: dict[int, Attack]
    ) -> list[Attack]:
        """The attacks of a sentence that a fact speaks of: that of the place nearest to it in its clause."""
        everyone = list({id(attack): attack for attack in attacks.values()}.values())
        if len(everyone) == 1:
            return everyone
        if isinstance(fact, WeaponFact):
            return everyone
        ordered = sorted((place for place in places if place.start in attacks), key=lambda place: place.start)
        groups = _coordinated(passage.masked, ordered)

        def distance(place: PlaceSpan) -> float:
            if _IN_PLACE.fullmatch(passage.masked, fact.end, place.start):
                return 0.0
            if place.start >= fact.end:
                between = passage.masked[fact.end : place.start]
                cost = len(between) * 1.1
            elif place.end <= fact.start:
                between = passage.masked[place.end : fact.start]
                cost = float(len(between))
            else:
                return 0.0
            cost += 60 * len(re.findall(r"[;:]|, (?:while|and|but|with)|(?<!\w)while(?!\w)", between))
            cost += 15 * between.count(",")
            return cost

        nearest = min(ordered, key=distance)
        group = next(group for group in groups if nearest in group)
        owners = {id(attacks[place.start]): attacks[place.start] for place in group}
        if len(owners) > 1 and isinstance(fact, CasualtyFact | CountFact) and fact.quantity.value:
            return (
                [attacks[nearest.start]]
                if distance(nearest) < 12 and nearest.start > fact.end and nearest is not group[0]
                else []
            )
        return list(owners.values())

    # the country

    def _at_nation(self, item: Reported, country: str | None, when: When | None, *, wide: bool) -> None:
        attack = self._attack(country, None, item, when) if country else None
        if attack is None:
            return
        attack.wide = attack.wide or wide
        self._topic = [attack]
        for fact in item.facts:
            attack.said.append(Said(fact, item.passage))

    def _beside_nation(self, item: Reported, country: str, when: When | None) -> None:
        """The wave of a sentence that names places too; its figures are theirs."""
        attack = self._attack(country, None, item, when)
        if attack is not None:
            attack.wide = True
            attack.said += [Said(fact, item.passage) for fact in item.facts if isinstance(fact, WeaponFact)]

    # follow-ups

    def _follow(self, item: Reported, when: When | None) -> None:
        """A sentence that names no place: it speaks of the attack spoken of last."""
        attack = self._topic[-1]
        if when is not None and item.verdict.report == "attack":
            if abs(when.day - attack.when.day) > timedelta(days=1):
                other = self._attack(attack.code, attack.place, item, when)
                if other is None:
                    return
                if other.place is attack.place:
                    other.place_passage = attack.place_passage
                attack = other
                self._topic = [attack]
            elif attack.when.time is None and len(attack.passages) == 1:
                attack.when = when
        attack.passages.append(item.passage)
        if item.struck.nation is None:
            self._note_side(attack, item)
        telling = item.verdict.report == "attack" and not item.verdict.general
        for fact in item.facts:
            if telling or not isinstance(fact, WeaponFact):
                attack.said.append(Said(fact, item.passage))

    # records

    def _attack(self, code: str, place: PlaceSpan | None, item: Reported, when: When | None) -> Attack | None:
        country = code.split("-")[0]
        side = attacker.attacker_of(item.passage.text, country, place)
        chosen = when or self._carried(code, item)
        if chosen.time is None and when is None and not self._is_anchored(item):
            return None
        if self.published - chosen.day > _OLDEST:
            return None
        for attack in self.attacks:
            if attack.code != code or (side and attack.side and attack.side != side):
                continue
            if place is not None and _is_another(attack, place, item):
                continue
            apart = abs((attack.when.day - chosen.day).days)
            if 0 <= (chosen.day - attack.when.day).days <= _CAPTION and _is_full(chosen):
                self._enrich(attack, place, item, attack.when)
                return attack
            if apart == 0 or (
                apart == 1
                and (
                    chosen.time is None
                    or attack.when.time is None
                    or "night" in (chosen.precision, attack.when.precision)
                )
            ):
                self._enrich(attack, place, item, chosen)
                return attack
        attack = Attack(code, country, place, item.passage if place else None, chosen)
        attack.passages.append(item.passage)
        attack.certain = item.verdict.report == "attack"
        self._note_side(attack, item)
        self.attacks.append(attack)
        return attack

    def _is_anchored(self, item: Reported) -> bool:
        """May a sentence without a date be news?  At the head of an article, in a short one, in one whose lead dates a
        strike, or in the words of somebody who spoke these days; elsewhere it may tell of any time."""
        assert self._lead is not None
        if item.passage.index <= _HEAD or self._length <= _SHORT or self._lead.time is not None:
            return True
        if any(attack.passages[0].index <= _HEAD or self._is_new(attack) for attack in self.attacks):
            return True
        return any(
            time.scope == "point" and time.dates and abs(self.published - time.dates[0]) <= _NEWS
            for time in item.passage.times
        )

    def _is_new(self, attack: Attack) -> bool:
        return attack.when.time is not None and self.published - attack.when.day <= _NEWS

    def _enrich(self, attack: Attack, place: PlaceSpan | None, item: Reported, when: When) -> None:
        attack.passages.append(item.passage)
        attack.certain = attack.certain or item.verdict.report == "attack"
        if attack.when.time is None and when.time is not None:
            attack.when = when
        if place and attack.place and attack.place.precision == "region" and place.precision != "region":
            attack.place, attack.place_passage = place, item.passage
        self._note_side(attack, item)

    def _note_side(self, attack: Attack, item: Reported) -> None:
        if attack.side is None and item.verdict.report == "attack":
            side = attacker.attacker_of(item.passage.text, attack.country, attack.place)
            if side is not None:
                attack.side, attack.side_passage = side, item.passage

    # dates

    def _said_when(self, item: Reported, place: PlaceSpan | None = None, *, spoken: bool = False) -> When | None:
        """The date that a sentence gives its attack, or that on one place; with `spoken`, that of words on it will do."""
        passage, clauses = item.passage, item.clauses
        points = [
            time
            for time in passage.times
            if time.scope == "point"
            and time.dates
            and time.dates[0] <= self.published + timedelta(days=1)
            and not _is_stamp(passage.text, time)
            and not (self._lead is not None and self._lead.time is not None and _is_quoted_today(passage.text, time))
            and (spoken or not _is_of_speech(passage.masked, time))
        ]
        if not points:
            return None
        time = points[0]
        if clauses is not None:
            said = {clauses.at(start) for start, _ in item.verdict.triggers}
            here = {clauses.at(place.start)} if place else set()
            if place is not None and any(
                other.scope == "span" and clauses.at(other.start) in here for other in passage.times
            ):
                return None
            beside = [time for time in points if clauses.at(time.start) in here]
            acting = [time for time in points if clauses.at(time.start) in said]
            main = [time for time in points if not clauses.is_aside(clauses.at(time.start))]
            if not (beside or acting or main):
                return None
            time = (beside or acting or main)[0]
        return When(time.dates[0], time.precision, time, passage)

    def _carried(self, code: str, item: Reported) -> When:
        """The date of a sentence that names none."""
        for attack in reversed(self._topic):
            if self._gap <= _FRESH and attack.code == code:
                return attack.when
        last = self._topic[-1].when if self._topic and self._gap == 0 else None
        if last is not None and last.time is not None and last.passage is not None and not _is_full(last):
            return replace(last, passage=None, time=None)
        for attack in reversed(self.attacks):
            if attack.code == code:
                return attack.when
        assert self._lead is not None
        return replace(self._lead, passage=None, time=None) if self._lead.time else self._lead


_SPEECH = re.compile(
    r"(?:said|told|reported|reports|wrote|announced|confirmed|added|stated|tweeted|posted|posts|warned|claimed|revealed|statement|address|post|interview|speaking|spoke|remarks|update|video|briefing|press|according)"
    r"(?:\s+(?:[\w-]+\s+){0,4}|\s+)(?:on\s+|late\s+|early\s+|in\s+)?$"
)
_SPEECH_BEHIND = re.compile(r"\s*,?\s*(?:[\w-]+\s+){0,5}(?:said|told|wrote|announced|added|tweeted)(?!\w)")


def _is_another(attack: Attack, place: PlaceSpan, item: Reported) -> bool:
    """Another town of the region, struck in a sentence of its own: another attack."""
    if attack.place is None or item.verdict.report != "attack" or item.passage in attack.passages:
        return False
    if attack.place.precision != "settlement" or place.precision != "settlement":
        return False
    if attack.passages[0].index == 0 and item.passage.index <= _LEAD_PASSAGES:
        return False  # a headline and its lead tell of the same
    known = {name.geonames_id or name.name for passage in attack.passages for name in passage.places}
    return (place.geonames_id or place.name) not in known and not _REFERS.search(item.passage.masked)


_REFERS = re.compile(
    r"(?<!\w)(?:the|this|that) (?:same )?(?:attack|strike|shelling|blast|explosion|bombardment|\ue002+)"
)


def _shows_harm(facts: Iterable[Fact]) -> bool:
    return any(isinstance(fact, CasualtyFact | OutageFact) for fact in facts)


def _is_quoted_today(text: str, time: TimeSpan) -> bool:
    """ "Today's attack", in somebody's words: their day, which need not be that of publication."""
    return (
        text[time.start : time.end].lower().startswith(("today", "tonight", "yesterday", "this morning"))
        and re.search(r"[\"“”«]", text[: time.start]) is not None
    )


def _is_full(when: When) -> bool:
    """ "Sunday, April 3, 2022": the date of a caption, which is no news to what follows it."""
    return (
        when.time is not None
        and when.passage is not None
        and re.search(r"\d{4}", when.passage.text[when.time.start : when.time.end]) is not None
    )


def _says_who_counts(passage: Passage) -> bool:
    return pattern("roles", "nationwide_source").search(passage.text.lower()) is not None


_STAMP = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}")


def _is_stamp(text: str, time: TimeSpan) -> bool:
    """ "11.03.25 10:58": when the page was made."""
    return _STAMP.match(text, time.start) is not None


def _is_of_speech(masked: str, time: TimeSpan) -> bool:
    """ "said on Saturday": when somebody spoke, not when the attack was."""
    return _SPEECH.search(masked[max(0, time.start - 60) : time.start]) is not None


_IN_PLACE = re.compile(r"\s+(?:[\w-]+\s+){0,4}(?:in|on|over|at|from)\s+(?:the\s+)?(?:[\w-]+\s+){0,4}")
"""Between a figure and its place: "eight in the eastern region of ..."."""


def _sums(facts: Sequence[Fact]) -> set[Fact]:
    """Figures that the rest of the sentence splits up: "eleven died: eight in ..., two in ... and one in ..."."""
    found: set[Fact] = set()
    for name in ("killed", "injured"):
        figures = [fact for fact in facts if isinstance(fact, CasualtyFact) and fact.field == name]
        if len(figures) > 2 and figures[0].quantity.value == sum(fact.quantity.value for fact in figures[1:]):
            found.add(figures[0])
    downed = [fact for fact in facts if isinstance(fact, CountFact) and fact.field == "intercepted"]
    if len(downed) > 2 and downed[0].quantity.value >= sum(fact.quantity.value for fact in downed[1:]):
        found.add(downed[0])
    return found


def _coordinated(masked: str, places: Sequence[PlaceSpan]) -> list[list[PlaceSpan]]:
    """Places in runs: those joined by nothing but commas and "and" stand together."""
    runs: list[list[PlaceSpan]] = []
    for place in places:
        if runs and JOINED.fullmatch(masked[runs[-1][-1].end : place.start]):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def prepare(passage: Passage, facts: tuple[Fact, ...]) -> Reported:
    """What a passage says before its clauses are known."""
    return Reported(passage, judge(passage), struck(passage), facts)


def read(reported: Sequence[Reported], published: date, theatre: Iterable[str]) -> list[Attack]:
    """The attacks of an article, from all its passages in order."""
    return Discourse(published, theatre).read(reported)
