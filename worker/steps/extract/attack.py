"""What the discourse keeps while it reads: passages with what they report, and the attacks they tell of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from worker.records.mention import DatePrecision
from worker.steps.extract.facts import Fact
from worker.steps.extract.modality import Verdict
from worker.steps.extract.passage import Passage
from worker.steps.extract.roles import Struck
from worker.steps.extract.spans import PlaceSpan, TimeSpan
from worker.steps.extract.syntax import Clauses


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
    struck: bool = False
    """Something was struck, not only shot down."""
    wide: bool = False
    """A wave that the text says went over the country."""
    downed: bool = False
    """Of a wave's weapons, some were shot down over it; how many is not told."""

    @property
    def is_wave(self) -> bool:
        return "-" not in self.code

    def hear(self, item: Reported) -> None:
        """A sentence that tells of it."""
        self.passages.append(item.passage)
        if item.verdict.report == "attack":
            self.certain = True
            self.struck = self.struck or not item.verdict.downing

    def take_date(self, when: When) -> None:
        """The date that a later sentence says, where none did; not "earlier in the day", of a day that is known."""
        vague = when.precision == "about" and when.day == self.when.day
        if self.when.time is None and when.time is not None and not vague:
            self.when = when


@dataclass(frozen=True, slots=True)
class Reported:
    """A passage with all that was read from it."""

    passage: Passage
    verdict: Verdict
    struck: Struck
    facts: tuple[Fact, ...]
    clauses: Clauses | None = None
    """Of the passages that were worth parsing."""
