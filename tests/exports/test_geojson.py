"""Features for maps."""

from __future__ import annotations

import json

from tests.steps.strike_events import Bench, latest, strike, tick
from tests.steps.watch.test_watch import ANY, bench, told
from worker.exports.geojson import collection, feature
from worker.records.mention import Place
from worker.steps.tally import STEP

HERE = Place(name="Kharkiv", lat=49.99, lon=36.23, precision="settlement")


def test_an_event_is_where_its_sources_put_it() -> None:
    shown = feature(strike(place=HERE))
    assert (shown["type"], shown["id"]) == ("Feature", "e1")
    assert shown["geometry"] == {"type": "Point", "coordinates": [36.23, 49.99]}
    assert shown["properties"]["region"] == "UA-63"
    assert feature(strike())["geometry"] is None


def test_an_alert_has_its_own_geometry_once() -> None:
    shown = feature(told(bench(ANY), strike(place=HERE))[0])
    assert shown["geometry"]["coordinates"] == [36.23, 49.99]
    assert "geometry" not in shown["properties"]


def test_a_region_is_shown_at_its_point() -> None:
    counts = latest(Bench(STEP).all([tick(0), strike()]), "region-counts")["UA-63"]
    shown = feature(counts)
    longitude, latitude = shown["geometry"]["coordinates"]
    assert 34 < longitude < 38.5 and 48.5 < latitude < 50.5
    assert shown["properties"]["name"].startswith("Kharkiv")


def test_a_collection_is_json() -> None:
    text = json.dumps(collection([strike(place=HERE), strike("e2")]))
    assert json.loads(text)["type"] == "FeatureCollection"
