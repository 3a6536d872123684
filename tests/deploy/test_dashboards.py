"""The dashboards as files: fresh, whole, and of what Grafana knows."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
import yaml

from deploy.grafana.source.__main__ import DASHBOARDS, text_of
from tests.deploy.dashboards import FILES, Json, read
from tests.deploy.prometheus import DEPLOY

UNITS = {"short", "s", "bytes", "cps", "percentunit", "dateTimeFromNow", "dateTimeAsIso"}
"""Those of Grafana's that the dashboards use."""
KINDS = {"stat", "timeseries", "bargauge", "table", "geomap", "heatmap", "state-timeline", "row"}
COMPOSE = yaml.safe_load((DEPLOY.parent / "docker-compose.yml").read_text())

each_dashboard = pytest.mark.parametrize("name", [path.name for path in FILES])


def panels_of(name: str) -> list[Json]:
    found: list[Json] = read(name)["panels"]
    return found


def test_the_files_are_those_of_their_source() -> None:
    written = {path.name: path.read_text() for path in FILES}
    assert written == {name: text_of(dashboard) for name, dashboard in DASHBOARDS.items()}, (
        "run python -m deploy.grafana.source"
    )


def test_uids_and_titles_are_unique() -> None:
    dashboards = [read(path.name) for path in FILES]
    assert len({dashboard["uid"] for dashboard in dashboards}) == len(dashboards)
    assert len({dashboard["title"] for dashboard in dashboards}) == len(dashboards)


@each_dashboard
def test_schema_and_identity(name: str) -> None:
    dashboard = read(name)
    assert dashboard["schemaVersion"] == 42
    assert dashboard["id"] is None, "Grafana gives it"
    assert re.fullmatch(r"[a-z-]{1,40}", dashboard["uid"])
    for identity in ("id", "title"):
        found = [panel[identity] for panel in dashboard["panels"]]
        assert len(set(found)) == len(found)


@each_dashboard
def test_panels_do_not_overlap_and_fit_the_grid(name: str) -> None:
    taken: dict[tuple[int, int], str] = {}
    for panel in panels_of(name):
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24, panel["title"]
        cells = itertools.product(range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"]))
        for cell in cells:
            assert cell not in taken, f"{panel['title']} lies on {taken[cell]}"
            taken[cell] = panel["title"]


@each_dashboard
def test_each_panel_says_what_it_shows_in_which_unit(name: str) -> None:
    for panel in panels_of(name):
        assert panel["type"] in KINDS
        if panel["type"] == "row":
            continue
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
        units = [p["value"] for o in panel["fieldConfig"]["overrides"] for p in o["properties"] if p["id"] == "unit"]
        assert set(units) <= UNITS
        references = [target["refId"] for target in panel["targets"]]
        assert references == sorted(set(references))


@each_dashboard
def test_data_sources_are_variables_and_those_are_provisioned(name: str) -> None:
    dashboard = read(name)
    provisioned = yaml.safe_load((DEPLOY / "grafana/provisioning/datasources/strikewire.yaml").read_text())
    known = {source["uid"]: source["type"] for source in provisioned["datasources"]}
    variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
    for variable in variables.values():
        if variable["type"] == "datasource":
            assert known[variable["current"]["value"]] == variable["query"]
    for panel in panels_of(name):
        for source in (panel.get("datasource"), *(target["datasource"] for target in panel.get("targets", []))):
            if source is not None:
                assert variables[source["uid"].strip("${}")]["query"] == source["type"]


@each_dashboard
def test_variables_in_queries_exist(name: str) -> None:
    dashboard = read(name)
    known = {variable["name"] for variable in dashboard["templating"]["list"]}
    text = str([target.get("expr") for panel in panels_of(name) for target in panel.get("targets", [])])
    assert set(re.findall(r"\$\{?(\w+)", text)) <= known | {"__rate_interval"}


def test_the_compose_file_mounts_what_grafana_and_prometheus_read() -> None:
    grafana, prometheus = COMPOSE["services"]["grafana"], COMPOSE["services"]["prometheus"]
    mounted = dict(volume.split(":")[:2] for volume in grafana["volumes"])
    provider = yaml.safe_load((DEPLOY / "grafana/provisioning/dashboards/strikewire.yaml").read_text())["providers"][0]
    assert mounted["./deploy/grafana/dashboards"] == provider["options"]["path"]
    assert mounted["./deploy/grafana/provisioning"] == "/etc/grafana/provisioning"
    home = Path(grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert str(home.parent) == provider["options"]["path"]
    assert home.name in DASHBOARDS
    assert "./deploy/prometheus:/etc/prometheus:ro" in prometheus["volumes"]
    assert "--config.file=/etc/prometheus/prometheus.yml" in prometheus["command"]


def test_the_data_sources_are_services_of_the_compose_file() -> None:
    provisioned = yaml.safe_load((DEPLOY / "grafana/provisioning/datasources/strikewire.yaml").read_text())
    plugins = COMPOSE["services"]["grafana"]["environment"]["GF_PLUGINS_PREINSTALL_SYNC"].split(",")
    for source in provisioned["datasources"]:
        host, port = source["url"].removeprefix("http://").split(":")
        ports = [str(published).split(":")[-1] for published in COMPOSE["services"][host]["ports"]]
        assert port in ports
        assert source["type"] == "prometheus" or source["type"] in [plugin.partition("@")[0] for plugin in plugins]
    scraped = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())["scrape_configs"][0]["dns_sd_configs"]
    assert scraped[0]["names"][0] in COMPOSE["services"]


def test_each_alert_has_its_paragraph_in_the_runbook() -> None:
    groups = yaml.safe_load((DEPLOY / "prometheus/rules/alerts.yaml").read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    runbook = (DEPLOY / "prometheus/RUNBOOK.md").read_text()
    paragraphs = {
        title.lower(): text for title, text in re.findall(r"^## (\w+)\n\n(.+?)(?=\n## |\Z)", runbook, re.M | re.S)
    }
    linked = {rule["annotations"]["runbook_url"].removeprefix("RUNBOOK.md#") for rule in rules}
    assert linked == set(paragraphs)
    assert all(len(text) > 200 for text in paragraphs.values())
    assert all(rule["labels"]["severity"] in ("warning", "critical") for rule in rules)


def test_the_runbook_names_panels_that_exist() -> None:
    named = re.findall(r"panel\s+\*([^*]+)\*", (DEPLOY / "prometheus/RUNBOOK.md").read_text())
    titles = " / ".join(panel["title"] for path in FILES for panel in panels_of(path.name))
    assert named
    assert [name for name in named if name not in titles] == []


def test_each_alert_is_tested() -> None:
    groups = yaml.safe_load((DEPLOY / "prometheus/rules/alerts.yaml").read_text())["groups"]
    tests = yaml.safe_load((Path(__file__).parent / "rules.test.yaml").read_text())["tests"]
    fired = {case["alertname"] for test in tests for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert fired == {rule["alert"] for group in groups for rule in group["rules"]}
