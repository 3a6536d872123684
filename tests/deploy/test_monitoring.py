"""Every query of the dashboards and rules, run by a real Prometheus that scrapes a real worker at work."""

from __future__ import annotations

import json
import math
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path

import pytest
import yaml

from tests.brokers.waiting import wait_until
from tests.conftest import Broker
from tests.deploy.dashboards import FILES, Json, Target, filled, read, targets
from tests.deploy.drawing import Drawn, sheet
from tests.deploy.prometheus import DEPLOY, Prometheus, Series
from tests.stream.installation import Installation, Worker
from worker.shell.broker import EmbeddedBroker
from worker.shell.demo.run import sample

pytestmark = [pytest.mark.prometheus, pytest.mark.sockets, pytest.mark.timeout(600)]

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ALWAYS_0 = {
    "Failed language batches": "no batch fails here",
    "Outages": "the sample counts those cut off in households and buildings, seldom in people",
    "Recovery": "a new worker has nothing to restore",
}
"""Panels whose queries bring series that may be 0 all the time, and why.  None may be without series."""
LOOK = DEPLOY.parent / ".cache" / "dashboards"
PEOPLE = {
    "id": "mon-1",
    "outlet": "Lowland Courier",
    "title": "Substation hit near Poltava",
    "text": "Russian drones struck a substation in Poltava region overnight, the governor said on Saturday. "
    "About 120,000 people were left without electricity.",
    "published_at": "2026-03-07T07:15:00Z",
}
"""An outage counted in people; those of the sample are counted in customers."""


@dataclass(frozen=True)
class Monitored:
    """A worker that has worked through the sample, and the Prometheus that watched it from its beginning to its end.

    Both times are in seconds, and the worker was scraped at both: however fast or slow the machine, what the queries
    bring between them stays the same from then on.
    """

    worker: Worker
    prometheus: Prometheus
    began: float
    until: float

    def instant(self, expr: str) -> list[Series]:
        return self.prometheus.instant(expr, self.until)

    def range(self, expr: str) -> list[Series]:
        return self.prometheus.range(expr, self.began, self.until)


@pytest.fixture(scope="module")
def monitored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monitored]:
    folder = tmp_path_factory.mktemp("monitored")
    with EmbeddedBroker() as broker, Installation(Broker("embedded", broker.bootstrap_servers), "m-", folder) as stream:
        worker = stream.start().wait_ready()
        with Prometheus(folder, f"127.0.0.1:{worker.port}") as prometheus:
            began = scraped_after(prometheus, time.time())
            load(stream, prometheus)
            stream.wait_drained()
            wait_until("the worker shows the counts", lambda: counts_shown(worker) == counts_sent(stream), 150)
            yield Monitored(worker, prometheus, began, scraped_after(prometheus, time.time()))


def scraped_after(prometheus: Prometheus, moment: float) -> float:
    """A time after `moment` at which Prometheus had what the worker shows and what the rules make of that."""
    scraped = wait_until("a scrape", lambda: newest(prometheus, "strikewire_ready", moment), 150)
    return wait_until(
        "a look at the rules", lambda: newest(prometheus, "topic:strikewire_lag_records:sum", scraped), 30
    )


def newest(prometheus: Prometheus, metric: str, moment: float) -> float:
    """Time of the newest sample of a metric, if it is later than `moment`; else 0."""
    return summed(prometheus, f"max(timestamp({metric})) > {moment}")


def load(stream: Installation, prometheus: Prometheus) -> None:
    """The sample for some seconds, so that there are rates, and then again, at once, until something was seen to wait.

    The first articles bring their trace with them.
    """
    lines = sample()
    for line in lines[:3]:
        stream.produce("articles", None, line, [("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01".encode())])
    stream.feed([*lines, json.dumps(PEOPLE).encode()], "--rate", "12")
    stream.feed(lines)
    while not summed(prometheus, "max(max_over_time(strikewire_lag_seconds[5m]))"):
        stream.feed(lines)


def summed(prometheus: Prometheus, expr: str) -> float:
    return sum(float(series["value"][1]) for series in prometheus.instant(expr))


def counts_shown(worker: Worker) -> float:
    """Strikes of all regions in the longest window, as the worker's metrics say."""
    return worker.metric("strikewire_region_strikes", window="30d")


def counts_sent(stream: Installation) -> float:
    """The same from the topic."""
    counts = stream.newest("region-counts").items()
    return sum(float(told["windows"]["30d"]["strikes"]) for place, told in counts if "-" in place)


def expressions() -> list[str]:
    """Of all rules, as written."""
    files = sorted((DEPLOY / "prometheus/rules").glob("*.yaml"))
    return [
        rule["expr"]
        for file in files
        for group in yaml.safe_load(file.read_text())["groups"]
        for rule in group["rules"]
    ]


@pytest.mark.parametrize("target", list(targets("prometheus")), ids=lambda target: target.name)
def test_a_panel_has_data(monitored: Monitored, target: Target) -> None:
    if target.target["instant"]:
        values = [series["value"] for series in monitored.instant(target.expr)]
    else:
        values = [value for series in monitored.range(target.expr) for value in series["values"]]
    title = target.panel["title"]
    assert values, target.expr
    numbers = [number for _, value in values if not math.isnan(number := float(value))]
    assert any(numbers) or title in ALWAYS_0, f"{title} is 0 or no number all the time: {target.expr}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dashboard_can_be_looked_at(monitored: Monitored, path: Path) -> None:
    """Leaves `.cache/dashboards/NAME.svg` for a person: whether it reads well no test can tell."""
    dashboard = read(path.name)
    drawn = sheet(dashboard, partial(content_of, monitored))
    LOOK.mkdir(parents=True, exist_ok=True)
    (LOOK / f"{path.stem}.svg").write_text(drawn, "utf-8")
    assert [panel["title"] for panel in dashboard["panels"] if escape(panel["title"]) not in drawn] == []


def content_of(monitored: Monitored, panel: Json) -> list[Drawn] | list[list[str]]:
    first, *_ = panel["targets"]
    if first["datasource"]["type"] != "prometheus":
        rows = json.loads(monitored.worker.get(first["url"])[1])
        selected = [[row[column["selector"]] for column in first["columns"]] for row in rows]
        titles = [column["text"] for column in first["columns"]]
        return [titles, *([str("" if cell is None else cell) for cell in row] for row in selected)]
    found = []
    for target in panel["targets"]:
        expr = filled(target["expr"])
        for series in monitored.instant(expr) if target["instant"] else monitored.range(expr):
            values = [series["value"]] if "value" in series else series["values"]
            labels = {name: text for name, text in series["metric"].items() if name != "__name__"}
            legend = "" if target["legendFormat"] == "__auto" else target["legendFormat"]
            name = re.sub(r"\{\{(\w+)\}\}", lambda match, labels=labels: labels.get(match[1], ""), legend)
            found.append(Drawn(name, labels, [(at, float(value)) for at, value in values]))
    return found


def test_variables_have_values(monitored: Monitored) -> None:
    for path in FILES:
        for variable in read(path.name)["templating"]["list"]:
            if variable["type"] == "query":
                metric, label = (
                    variable["query"]["query"].removeprefix("label_values(").removesuffix(")").rsplit(", ", 1)
                )
                found = monitored.prometheus.get(f"label/{label}/values", **{"match[]": filled(metric)})
                assert found, variable["name"]


def test_annotations_mark_grave_alerts(monitored: Monitored) -> None:
    (annotation,) = read("strikes.json")["annotations"]["list"]
    (found, *_) = monitored.range(filled(annotation["target"]["expr"]))
    assert {"rule", "severity"} == set(found["metric"])


def test_the_map_has_names_and_points(monitored: Monitored) -> None:
    (target,) = [target for target in targets("prometheus") if target.panel["type"] == "geomap"]
    regions = monitored.instant(target.expr)
    assert len(regions) > 10
    for region in regions:
        labels = region["metric"]
        assert {"region", "name", "latitude", "longitude"} == set(labels)
        assert 40 < float(labels["latitude"]) < 75
        assert float(region["value"][1]) > 0


def test_counts_are_those_of_the_topic(monitored: Monitored) -> None:
    """What Prometheus has of a country is the sum of what the worker tells of its events."""
    status, body = monitored.worker.get("/latest/events?limit=500")
    assert status == 200
    regions = {
        event["region"] for event in json.loads(body) if event["kind"] == "strike" and event["status"] != "retracted"
    }
    told = monitored.instant('strikewire_region_strikes{window="30d"}')
    assert {series["metric"]["region"] for series in told} >= {region for region in regions if "-" in region}


def test_a_message_that_is_sent_again_is_not_counted_again(monitored: Monitored) -> None:
    """The sample came twice; the alerts of the second time are those of the first."""

    def messages() -> int:
        _, body = monitored.worker.get("/latest/alerts?limit=500")
        return sum(row["revision"] for row in json.loads(body))

    wait_until("all are shown", lambda: messages() == monitored.worker.metric("strikewire_alerts_total"), 150)


@pytest.mark.parametrize("target", list(targets("yesoreyeram-infinity-datasource")), ids=lambda target: target.name)
def test_a_table_of_rows_has_its_columns(monitored: Monitored, target: Target) -> None:
    status, body = monitored.worker.get(target.target["url"])
    rows = json.loads(body)
    assert status == 200
    assert len(rows) > 10
    for column in target.target["columns"]:
        values = [row[column["selector"]] for row in rows if row[column["selector"]] is not None]
        assert values, column
        if column["type"] == "timestamp":
            assert all(datetime.fromisoformat(value).tzinfo for value in values)
        else:
            assert all(isinstance(value, str if column["type"] == "string" else (int, float)) for value in values)


@pytest.mark.parametrize("expr", expressions())
def test_a_rule_is_understood(monitored: Monitored, expr: str) -> None:
    monitored.instant(expr)


def test_rules_are_evaluated(monitored: Monitored) -> None:
    groups = monitored.prometheus.get("rules")["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len(rules) == len(expressions())
    wait_until("each rule is evaluated", lambda: all(evaluated(monitored, rule["name"]) for rule in rules), 150)
    recorded = [rule["name"] for rule in rules if rule["type"] == "recording"]
    assert [name for name in recorded if not monitored.prometheus.instant(f"last_over_time({name}[5m])")] == []


def evaluated(monitored: Monitored, name: str) -> bool:
    rules = [rule for group in monitored.prometheus.get("rules")["groups"] for rule in group["rules"]]
    found = [rule for rule in rules if rule["name"] == name]
    assert all(rule["health"] != "err" for rule in found), found
    return all(rule["health"] == "ok" for rule in found)


def test_a_working_worker_raises_no_alarm(monitored: Monitored) -> None:
    firing = monitored.instant('ALERTS{alertstate="firing"}')
    assert {alert["metric"]["alertname"] for alert in firing} <= {"StrikewireAlertFlood", "StrikewireDeadLettersRising"}


def test_exemplars_lead_to_the_trace(monitored: Monitored) -> None:
    found = monitored.prometheus.get(
        "query_exemplars",
        query="strikewire_arrival_to_alert_seconds_bucket",
        start=str(monitored.began),
        end=str(monitored.until),
    )
    assert TRACE in {exemplar["labels"]["trace_id"] for series in found for exemplar in series["exemplars"]}


def test_promtool_finds_nothing_to_say(monitored: Monitored) -> None:
    _, metrics = monitored.worker.get("/metrics")
    done = subprocess.run(["promtool", "check", "metrics"], input=metrics, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_labels_are_bounded(monitored: Monitored) -> None:
    """No outlet, no article, no event is ever a label; whatever label is new must be thought about."""
    series = monitored.prometheus.get("series", **{"match[]": '{__name__=~"strikewire_.*", job="strikewire"}'})
    labels = {label for each in series for label in each}
    assert labels <= BOUNDED | {"__name__", "job", "instance"}, labels - BOUNDED


BOUNDED = {
    "outcome", "kind", "status", "rule", "msg_type", "severity", "step", "note", "stage", "reason", "le", "topic",
    "partition", "table", "cause", "version", "region", "country", "name", "latitude", "longitude", "window", "service",
    "weapon", "target", "attacker",
}  # fmt: skip


def test_alerts_fire_when_they_should() -> None:
    file = str(Path(__file__).parent / "rules.test.yaml")
    done = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
