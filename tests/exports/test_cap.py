"""Alerts as CAP 1.2 are valid by its schema."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema

from tests.steps.strike_events import strike
from tests.steps.watch.test_watch import bench, told
from worker.exports.cap import NAMESPACE, cap_xml
from worker.records.alert import Alert
from worker.records.mention import Facility, Place

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[1] / "data" / "cap-1.2.xsd")
IZIUM = Place(name="Izium", lat=49.2, lon=37.25, precision="settlement")
HERE = Place(name="Kharkiv", lat=49.99, lon=36.23, precision="settlement")


def life() -> list[Alert]:
    """All messages of some alerts: raised, updated, cancelled, with one place, two and none."""
    plant = Facility(name="Plant <1> & \x0b co", kind="power_plant")
    return told(
        bench(),
        strike(killed=12, place=HERE, facility=plant, status="corroborated"),
        strike("e2", killed=40, region="UA-30"),
        strike("e3", killed=11, place=IZIUM, facility=plant, status="corroborated"),
        strike("w", kind="wave", region="UA", launched=83),
        strike("e2", 2, killed=40, region="UA-30", status="retracted"),
    )


def test_every_message_is_valid() -> None:
    messages = life()
    assert {message.msg_type for message in messages} == {"Alert", "Update", "Cancel"}
    for message in messages:
        SCHEMA.validate(cap_xml(message, "desk@example.org"))


def test_a_later_message_refers_to_the_earlier_ones() -> None:
    later = next(message for message in life() if message.revision == 2)
    root = ElementTree.fromstring(cap_xml(later, "desk"))
    assert root.findtext(f"{{{NAMESPACE}}}references") == f"desk,{later.alert_id}/1,2022-10-10T06:00:00-00:00"


def test_a_place_is_a_circle_of_no_width_and_its_region_a_code() -> None:
    first = life()[0]
    area = ElementTree.fromstring(cap_xml(first)).find(f".//{{{NAMESPACE}}}area")
    assert area is not None
    assert area.findtext(f"{{{NAMESPACE}}}circle") == "49.99,36.23 0"
    assert area.findtext(f"{{{NAMESPACE}}}geocode/{{{NAMESPACE}}}value") == "UA-63"


def test_a_sender_that_cap_forbids_is_refused() -> None:
    with pytest.raises(ValueError, match="a, b"):
        cap_xml(life()[0], "a, b")
