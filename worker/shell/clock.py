"""Event time as the intake sees it: the newest publication, and when the tables are to be told.

Time comes from the articles.  Only when the stream is live (the newest article less than a day old) and silent does the
wall clock take over, so that counts fall in a quiet night too.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from worker.records.flow import Tick

EPOCH = datetime.fromtimestamp(0, UTC)
TICK = timedelta(hours=1)
"""The shortest window is an hour, so event time is told when it passes one."""
LIVE = timedelta(days=1)
LIVE_TICK = timedelta(minutes=5)
"""How often a silent live stream is told the time."""


class Watermark:
    """The newest publication time, clamped to the arrival plus `lead`: one date from the future must not move it."""

    def __init__(self, lead: timedelta) -> None:
        self._lead = lead
        self.at = EPOCH
        self._told = EPOCH
        self._at_rest = True

    def resume(self, last: Tick) -> None:
        """Goes on from the last tick that any worker sent."""
        self.at = self._told = last.at
        self._at_rest = last.idle

    def see(self, published_at: datetime, arrived_at: datetime) -> None:
        self.at = max(self.at, min(published_at, arrived_at + self._lead))
        self.stir()

    def stir(self) -> None:
        """Something came, of whatever time."""
        self._at_rest = False

    def leaps(self, published_at: datetime, leap: timedelta) -> bool:
        """Whether that publication would move time on by more than `leap`."""
        return self.at != EPOCH and published_at - self.at > leap

    def due(self) -> Tick | None:
        """The time to tell while articles come: when an hour has begun since the last."""
        if self.at == EPOCH or _hour(self.at) <= _hour(self._told):
            return None
        return self._tell(self.at)

    def due_idle(self, now: datetime) -> Tick | None:
        """The time to tell while none come; of an old stream once, since its time then stands still."""
        if self.at == EPOCH:
            return None
        if now - self.at < LIVE:
            return self._tell(now) if now - self._told >= LIVE_TICK else None
        if self._at_rest:
            return None
        self._at_rest = True
        return self._tell(self.at, idle=True)

    def _tell(self, at: datetime, *, idle: bool = False) -> Tick:
        self.at = max(self.at, at)
        self._told = at
        return Tick(at=at, idle=idle)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
