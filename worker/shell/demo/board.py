"""What the demo has seen so far: the state behind its screen, filled from the topics and the worker's metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.records.event import StrikeEvent


@dataclass(frozen=True)
class Refusal:
    """A dead letter: why, in which words, and what it was."""

    reason: str
    detail: str
    excerpt: str


@dataclass
class Board:
    """Newest state by id.  Each `take_…` says whether the record told something new."""

    total: int
    """Articles that will be fed."""
    fed: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    events: dict[str, StrikeEvent] = field(default_factory=dict)
    """By id, the one that changed last at the end."""
    counts: dict[str, RegionCounts] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    """The newest message of each alert, the one that changed last at the end."""
    alert_messages: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    joined: list[tuple[str, str]] = field(default_factory=list)
    """Events that were found to be one: the id that gave way, and the id that stays."""
    event_time: datetime | None = None

    def take_event(self, event: StrikeEvent) -> bool:
        known = self.events.get(event.event_id)
        if known is not None and known.revision >= event.revision:
            return False
        self._passes(event.updated_at)
        self.events.pop(event.event_id, None)
        if event.merged_into is not None:
            self.joined.append((event.event_id, event.merged_into))
        self.events[event.event_id] = event
        return True

    def take_counts(self, counts: RegionCounts) -> bool:
        self._passes(counts.as_of)
        self.counts[counts.region] = counts
        return True

    def take_alert(self, alert: Alert) -> bool:
        known = self.alerts.get(alert.alert_id)
        if known is not None and known.revision >= alert.revision:
            return False
        self._passes(alert.sent)
        self.alert_messages += 1
        self.alerts.pop(alert.alert_id, None)
        self.alerts[alert.alert_id] = alert
        return True

    def _passes(self, at: datetime) -> None:
        self.event_time = at if self.event_time is None else max(self.event_time, at)

    @property
    def finished(self) -> int:
        """Articles with an outcome."""
        return sum(self.outcomes.values())

    def standing(self) -> list[StrikeEvent]:
        """The events that hold: neither merged into another nor retracted; the one that changed last first."""
        return [event for event in reversed(self.events.values()) if event.status in ("reported", "corroborated")]

    def retracted(self) -> list[StrikeEvent]:
        return [event for event in self.events.values() if event.status == "retracted"]
