"""Invented mentions for the tests of merge, and a flow to put them through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from worker.flow import Flow
from worker.records.event import StrikeEvent
from worker.records.mention import Casualties, Mention, Place, Provenance, Quantity, WeaponUse
from worker.steps.merge import STEP
from worker.steps.step import Output, StepSpec

START = datetime(2031, 3, 10, 6, tzinfo=UTC)

KHARKIV = Place(name="Kharkiv", lat=49.98, lon=36.25, precision="settlement", geonames_id=706483)
SALTIVKA = Place(name="Saltivka", lat=50.03, lon=36.35, precision="district")
IZIUM = Place(name="Izium", lat=49.21, lon=37.26, precision="settlement", geonames_id=707753)
CHUHUIV = Place(name="Chuhuiv", lat=49.84, lon=36.69, precision="settlement", geonames_id=710113)
OBLAST = Place(name="Kharkiv region", precision="region")


def mention(number: int, hours: float = 0.0, **fields: Any) -> Mention:
    """A mention of its own article, published so many hours after START, of a strike on Kharkiv on START's date."""
    published = START + timedelta(hours=hours)
    given: dict[str, Any] = {
        "mention_id": f"m{number}",
        "article_id": f"a{number}",
        "article_key": f"https://outlet-{number}.example/a{number}",
        "outlet": f"outlet-{number}.example",
        "url": f"https://outlet-{number}.example/a{number}",
        "published_at": published,
        "revised_at": published,
        "kind": "strike",
        "background": False,
        "attacker": "RU",
        "region": "UA-63",
        "place": KHARKIV,
        "date": "2031-03-10",
        "date_precision": "day",
        "weapons": [],
        "casualties": Casualties(),
        "targets": [],
        "outages": [],
        "facility": None,
        "claims": [],
        "status": "current",
        "evidence": [],
        "provenance": Provenance(),
    }
    return Mention(**given | fields)


def killed(value: int, qualifier: Any = "exact") -> Casualties:
    return Casualties(killed=Quantity(value, qualifier))


def weapons(*types: Any) -> list[WeaponUse]:
    return [WeaponUse(type=kind) for kind in types]


class Merged:
    """The state that mentions end in."""

    def __init__(self, mentions: Iterable[Mention] = (), spec: StepSpec = STEP) -> None:
        self.flow = Flow([spec])
        self.sent: list[Output] = []
        for one in mentions:
            self.take(one)

    def take(self, one: Mention) -> list[StrikeEvent]:
        """The events sent because of a mention."""
        outputs = list(self.flow.take(Output("mentions", one.region, one)))
        self.sent += outputs
        return [output.value for output in outputs if isinstance(output.value, StrikeEvent)]

    @property
    def events(self) -> dict[str, StrikeEvent]:
        events: dict[str, StrikeEvent] = self.flow.tables["events"]
        return events

    @property
    def live(self) -> list[StrikeEvent]:
        """Events that were not merged into another, by id."""
        return [event for _, event in sorted(self.events.items()) if event.status != "merged"]

    def groups(self) -> set[frozenset[str]]:
        return {frozenset(event.mention_ids) for event in self.live}
