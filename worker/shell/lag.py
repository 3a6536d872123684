"""How long work has waited, by partition."""

from __future__ import annotations

from aiokafka import TopicPartition


class Lag:
    """To be asked every second or so: what was not there the last time has waited since then at most."""

    def __init__(self) -> None:
        self._at_rest: dict[TopicPartition, float] = {}

    def seconds(self, place: TopicPartition, records: int, reached: float, now: float) -> float:
        """How long the oldest of so many unfinished records has waited, about; 0 while that is not known.

        `reached` is the time of the last record finished, 0 where there is none; both times in seconds.
        """
        if not records:
            self._at_rest[place] = now
            return 0.0
        since = max(reached, self._at_rest.get(place, 0.0))
        return max(0.0, now - since) if since else 0.0
