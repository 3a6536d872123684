"""Questions over HTTP, put to workers that have taken in the sample: the answers are what the topics say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.brokers.waiting import wait_until
from tests.conftest import Broker
from tests.stream.installation import Installation, Worker

pytestmark = pytest.mark.timeout(600)


class Run:
    """The sample through these workers; who asks may ask any of them."""

    def __init__(self, stream: Installation, workers: list[Worker]) -> None:
        self.stream = stream
        self.workers = workers
        self.events = stream.newest("strike-events")
        self.counts = stream.newest("region-counts")
        self.alerts = stream.newest("alerts")

    def ask(self, path: str, worker: int = 0) -> Any:
        status, body = self.workers[worker].get(path)
        assert status == 200, f"{path}: {status} {body}"
        return json.loads(body)

    def standing(self) -> dict[str, Any]:
        return {key: event for key, event in self.events.items() if event["status"] in ("reported", "corroborated")}


def run_of(workers: int) -> Any:
    def run(broker: Broker, articles: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
        folder = tmp_path_factory.mktemp("queries")
        with Installation(broker, f"queries{workers}-{broker.kind}-", folder) as stream:
            started = [stream.start(name) for name in "ab"[:workers]]
            for worker in started:
                worker.wait_ready()
            if workers > 1:
                wait_until("shared work", lambda: all(len(w.articles_assigned()) == 2 for w in started), 150)
            stream.feed(articles)
            stream.wait_drained()
            yield Run(stream, started)

    return pytest.fixture(scope="module")(run)


one = run_of(1)
two = run_of(2)


def by_id(records: list[Mapping[str, Any]], name: str) -> dict[str, Any]:
    assert len({record[name] for record in records}) == len(records), "each once"
    return {record[name]: record for record in records}


def as_sent(record: Mapping[str, Any], like: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the topic's record has: it leaves out what is empty."""
    return {key: record[key] for key in like}


def windows(records: Mapping[str, Any]) -> dict[str, Any]:
    """What is counted; a region whose last event was taken back is told at 0 on the topic."""
    found = {key: record["windows"] for key, record in records.items()}
    return {key: value for key, value in found.items() if any(any(window.values()) for window in value.values())}


def test_regions_are_as_their_topic_says(one: Run) -> None:
    answer = by_id(one.ask("/regions"), "region")
    assert one.counts
    assert windows(answer) == windows(one.counts)
    some = next(iter(windows(one.counts)))
    alone = one.ask(f"/regions/{some}")
    assert alone == answer[some]
    assert alone["name"] != some and alone["as_of"] >= one.counts[some]["as_of"]


def test_a_region_as_of_an_earlier_instant(one: Run) -> None:
    newest = max(one.standing().values(), key=lambda event: event["first_reported_at"])
    before = min(event["date"] for event in one.standing().values())
    then = one.ask(f"/regions/{newest['region']}?as_of={before}T00:00:00Z")
    assert then["as_of"] == f"{before}T00:00:00Z"
    assert then["windows"]["30d"]["strikes"] == then["windows"]["30d"]["interceptions"] == 0


def test_a_region_without_news_is_0_and_one_that_is_none_is_not_found(one: Run) -> None:
    assert one.ask("/regions/UA-21")["windows"]["30d"]["strikes"] == 0
    assert one.workers[0].get("/regions/XX-99")[0] == 404


def test_events_are_as_their_topic_says(one: Run) -> None:
    answer = by_id(one.ask("/events?limit=1000"), "event_id")
    assert answer.keys() == one.standing().keys()
    for key, event in one.standing().items():
        assert as_sent(answer[key], event) == event
    assert [event["date"] for event in one.ask("/events?limit=3")] == sorted(
        (event["date"] for event in one.ask("/events?limit=3")), reverse=True
    )


def test_events_of_a_region_or_country_since_an_instant_and_with_a_status(one: Run) -> None:
    some = next(event for event in one.standing().values() if "-" in event["region"])
    listed = {event["event_id"] for event in one.ask(f"/events?region={some['region']}")}
    assert listed == {key for key, event in one.standing().items() if event["region"] == some["region"]}
    country = some["region"][:2]
    listed = {event["event_id"] for event in one.ask(f"/events?region={country}&limit=1000")}
    assert listed == {key for key, event in one.standing().items() if event["region"][:2] == country}
    last = max(event["date"] for event in one.standing().values())
    recent = one.ask(f"/events?since={last}T12:00:00Z")
    assert len(recent) < len(one.standing()) and {event["date"] for event in recent} <= {last}
    gone = {event["event_id"] for event in one.ask("/events?status=merged,retracted&limit=1000")}
    assert gone == one.events.keys() - one.standing().keys()


def test_an_event_by_its_id_and_one_that_gave_way_by_its_successor(one: Run) -> None:
    some = next(iter(one.standing()))
    assert one.ask(f"/events/{some}")["chain"] == [some]
    merged = [event for event in one.events.values() if event["status"] == "merged"]
    assert merged, "the sample holds events that were found to be one"
    for event in merged:
        answer = one.ask(f"/events/{event['event_id']}")
        assert answer["status"] != "merged"
        assert answer["chain"][0] == event["event_id"] and answer["chain"][-1] == answer["event_id"]
    assert one.workers[0].get("/events/none-of-ours")[0] == 404


def test_alerts_are_as_their_topic_says(one: Run) -> None:
    answer = by_id([alert for alert in one.ask("/alerts?limit=1000") if alert["rule"] != "digest"], "alert_id")
    assert one.alerts
    for key, alert in one.alerts.items():
        assert as_sent(answer[key], alert) == alert
        assert as_sent(one.ask(f"/alerts/{key}"), alert) == alert
    assert f"<identifier>{key}/{alert['revision']}<" in one.workers[0].get(f"/alerts/{key}?format=cap")[1]
    assert one.workers[0].get("/alerts/none-of-ours")[0] == 404
    rule = next(iter(one.alerts.values()))["rule"]
    assert {alert["rule"] for alert in one.ask(f"/alerts?rule={rule}")} == {rule}
    region = next(code for alert in one.alerts.values() for code in alert["regions"] if "-" in code)
    of_region = {alert["alert_id"] for alert in one.ask(f"/alerts?region={region}&limit=1000")}
    assert of_region == {key for key, alert in answer.items() if region in alert["regions"]}


@pytest.mark.parametrize("path", ["/regions", "/events", "/alerts"])
def test_maps_get_geojson(one: Run, path: str) -> None:
    answer = one.ask(f"{path}?format=geojson")
    assert answer["type"] == "FeatureCollection" and len(answer["features"]) == len(one.ask(path))
    assert {feature["type"] for feature in answer["features"]} == {"Feature"}


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "since=yesterday", "since=2022-10-10", "status=unknown",
                                   "format=xml"])  # fmt: skip
def test_a_question_that_makes_no_sense_is_told_so(one: Run, query: str) -> None:
    status, body = one.workers[0].get(f"/events?{query}")
    assert status == 400 and query.partition("=")[0] in body


def test_regions_in_the_terminal(one: Run) -> None:
    url = f"http://127.0.0.1:{one.workers[0].port}"
    told = json.loads(one.stream.run("regions", "--url", url, "--json"))
    assert windows(by_id(told, "region")) == windows(one.counts)
    assert "Ukraine" in one.stream.run("regions", "--url", url)


def test_events_in_the_terminal(one: Run) -> None:
    url = f"http://127.0.0.1:{one.workers[0].port}"
    told = by_id(json.loads(one.stream.run("events", "--url", url, "--limit", "1000", "--json")), "event_id")
    assert told.keys() == one.standing().keys()
    some = next(event for event in told.values() if "-" in event["region"])
    of_region = one.stream.run("events", "--url", url, "--region", some["region"], "--since", some["date"], "--json")
    assert some["event_id"] in by_id(json.loads(of_region), "event_id")
    assert some["event_id"] in one.stream.run("events", "--url", url, "--limit", "1000")


def test_every_worker_answers_for_all(two: Run) -> None:
    some_event = next(iter(two.standing()))
    paths = ["/regions", "/events?limit=1000", "/alerts?limit=1000", f"/events/{some_event}",
             *(f"/regions/{code}" for code in windows(two.counts))]  # fmt: skip
    for path in paths:
        assert two.ask(path, 0) == two.ask(path, 1), path
    assert windows(by_id(two.ask("/regions"), "region")) == windows(two.counts)
    assert by_id(two.ask("/events?limit=1000"), "event_id").keys() == two.standing().keys()


def test_without_the_other_worker_there_is_no_half_answer(two: Run) -> None:
    """Last of this file: it ends one of the two."""
    whole = two.ask("/regions")
    two.workers[1].kill()
    status, body = two.workers[0].get("/regions")
    assert status == 503 and "ask again" in body
    wait_until("the other takes over", lambda: two.workers[0].get("/regions")[0] == 200, 150)
    assert [entry["windows"] for entry in two.ask("/regions")] == [entry["windows"] for entry in whole]
