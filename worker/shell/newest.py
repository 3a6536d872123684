"""What was sent last, for dashboards: the counts of each place, the latest events and alerts.

Read from the topics, not from the tables: that is what every other reader sees, and it is there after a restart.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from worker import wire
from worker.records.alert import Alert
from worker.records.counts import RegionCounts
from worker.records.event import StrikeEvent
from worker.regions import country_of, name_of, point_of
from worker.settings import Settings
from worker.shell import metrics
from worker.shell.kafka import consumer_options
from worker.shell.topics import name_of as topic_of

KEPT = 500
"""Latest events, and alerts, that are kept; a table that somebody looks at shows fewer."""
SERVICES = {"without_power": "electricity", "without_heat": "heating", "without_water": "water"}

RecordT = TypeVar("RecordT", StrikeEvent, Alert, RegionCounts)
Row = tuple[int, bytes]
"""The partition that it came by, and its bytes: they are decoded when somebody asks."""


class Newest:
    """Follows `region-counts` from its beginning, and the last records of `strike-events` and `alerts`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._counts: OrderedDict[bytes, Row] = OrderedDict()
        self._events: OrderedDict[bytes, Row] = OrderedDict()
        self._alerts: OrderedDict[bytes, Row] = OrderedDict()
        self._held = {
            topic_of(settings, "region-counts"): self._counts,
            topic_of(settings, "strike-events"): self._events,
            topic_of(settings, "alerts"): self._alerts,
        }

    async def run(self) -> None:
        """Until cancelled.  Raises KafkaError."""
        # In no group: every worker can answer for all.
        consumer = AIOKafkaConsumer(**consumer_options(self._settings))
        await consumer.start()
        try:
            places = {
                topic: [TopicPartition(topic, number) for number in range(self._settings.partitions)]
                for topic in self._held
            }
            everywhere = [place for several in places.values() for place in several]
            consumer.assign(everywhere)
            await consumer.seek_to_beginning(*everywhere)
            ends = await consumer.end_offsets(everywhere)
            for topic in (topic_of(self._settings, "strike-events"), topic_of(self._settings, "alerts")):
                for place in places[topic]:
                    consumer.seek(place, max(await consumer.position(place), ends[place] - KEPT))
            while True:
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    for record in records:
                        self.take(record)
        finally:
            await consumer.stop()

    def take(self, record: ConsumerRecord[bytes, bytes]) -> None:
        """The last value of a key is what holds; one without a value is gone."""
        held = self._held[record.topic]
        if record.key is None:
            return
        held.pop(record.key, None)
        if record.value is not None:
            held[record.key] = (record.partition, record.value)
        if held is not self._counts and len(held) > KEPT:
            held.popitem(last=False)

    def events(self) -> list[StrikeEvent]:
        """The latest first; those that gave way to another are left out."""
        events = [event for event, _ in _decoded(self._events, StrikeEvent) if event.status != "merged"]
        return sorted(events, key=lambda event: (event.updated_at, event.event_id), reverse=True)

    def alerts(self) -> list[Alert]:
        """The latest first, each by its last message."""
        alerts = [alert for alert, _ in _decoded(self._alerts, Alert)]
        return sorted(alerts, key=lambda alert: (alert.sent, alert.alert_id), reverse=True)

    def measure(self, ours: Callable[[str, int], bool]) -> None:
        """Brings the gauges of counts up to date: `ours` says whether a role's partition is this worker's.

        A region is counted where `strike-events` come in, a country where `signals` do; all these topics have the same
        partitions.
        """
        for gauges in (metrics.REGIONS, metrics.COUNTRIES):
            for gauge in (*gauges.totals.values(), gauges.without, gauges.outages, *gauges.breakdowns.values()):
                gauge.clear()
            gauges.as_of.clear()
            gauges.info.clear()
        for counts, partition in _decoded(self._counts, RegionCounts):
            code = counts.region
            if country_of(code) == code:
                if ours("signals", partition):
                    metrics.COUNTRIES.info.labels(code, name_of(code)).set(1)
                    show(metrics.COUNTRIES, counts)
            elif ours("strike-events", partition):
                longitude, latitude = point_of(code) or ("", "")
                metrics.REGIONS.info.labels(code, country_of(code), name_of(code), latitude, longitude).set(1)
                show(metrics.REGIONS, counts)


def show(gauges: metrics.CountGauges, counts: RegionCounts) -> None:
    """Sets the gauges of one place; a weapon, target or attacker that none of its strikes has is left out."""
    code = counts.region
    gauges.as_of.labels(code).set(counts.as_of.timestamp())
    for window, found in counts.windows.items():
        for name, gauge in gauges.totals.items():
            gauge.labels(code, window).set(getattr(found, name))
        for name, service in SERVICES.items():
            gauges.without.labels(code, window, service).set(getattr(found, name))
            basis = found.basis.get(name)
            gauges.outages.labels(code, window, service).set(basis.known + basis.unknown if basis else 0)
        for name, gauge in gauges.breakdowns.items():
            for label, strikes in getattr(found, name).items():
                gauge.labels(code, window, label).set(strikes)


def _decoded(held: OrderedDict[bytes, Row], type_: type[RecordT]) -> Iterator[tuple[RecordT, int]]:
    """What can be read: in a rolling upgrade a newer worker may have written what we do not understand yet."""
    for partition, value in held.values():
        record = wire.decode(value, type_)
        if isinstance(record, type_):
            yield record, partition
