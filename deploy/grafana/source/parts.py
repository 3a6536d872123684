"""What dashboards are made of: panels, queries, variables, in Grafana's classic JSON (schemaVersion 42)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Json = dict[str, Any]

SCHEMA_VERSION = 42
WIDTH = 24
PROMETHEUS = {"type": "prometheus", "uid": "${datasource}"}
LATEST = {"type": "yesoreyeram-infinity-datasource", "uid": "${latest}"}

GREEN, YELLOW, ORANGE, RED, BLUE = "green", "yellow", "orange", "red", "blue"


# -- queries


def query(expr: str, legend: str = "", *, instant: bool = False, table: bool = False, exemplar: bool = False) -> Json:
    """A PromQL query.  `$__rate_interval` is at least four scrapes, `$window` and the like are the variables below."""
    return {
        "datasource": PROMETHEUS,
        "editorMode": "code",
        "expr": expr,
        "legendFormat": legend or "__auto",
        "instant": instant or table,
        "range": not (instant or table),
        "format": "table" if table else "time_series",
        "exemplar": exemplar,
    }


def heatmap_query(expr: str) -> Json:
    return query(expr, "{{le}}") | {"format": "heatmap"}


def rows_of(url: str, columns: Iterable[tuple[str, str, str]]) -> Json:
    """Rows of a JSON array from a worker; columns are (field, title, type: string, number or timestamp)."""
    return {
        "datasource": LATEST,
        "type": "json",
        "source": "url",
        "format": "table",
        "parser": "backend",
        "url": url,
        "url_options": {"method": "GET", "data": ""},
        "root_selector": "",
        "columns": [{"selector": field, "text": title, "type": kind} for field, title, kind in columns],
        "filters": [],
    }


# -- panels; `place` gives each its id and gridPos


def panel(
    kind: str,
    title: str,
    description: str,
    targets: Sequence[Json],
    *,
    size: tuple[int, int],
    unit: str = "short",
    options: Json | None = None,
    custom: Json | None = None,
    defaults: Json | None = None,
    overrides: Sequence[Json] = (),
    transformations: Sequence[Json] = (),
) -> Json:
    """`size` is (width, height) in Grafana's grid of 24 columns."""
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": targets[0]["datasource"],
        "targets": [target | {"refId": chr(ord("A") + n)} for n, target in enumerate(targets)],
        "gridPos": {"w": size[0], "h": size[1]},
        "fieldConfig": {
            "defaults": {"unit": unit, "custom": custom or {}, **(defaults or {})},
            "overrides": list(overrides),
        },
        "options": options or {},
        "transformations": list(transformations),
    }


def thresholds(*steps: tuple[float, str], base: str = GREEN) -> Json:
    """`base` below the first step; each colour from its value on."""
    listed: list[Json] = [{"value": None, "color": base}, *({"value": value, "color": color} for value, color in steps)]
    return {"thresholds": {"mode": "absolute", "steps": listed}, "color": {"mode": "thresholds"}}


def fixed(color: str) -> Json:
    return {"color": {"mode": "fixed", "fixedColor": color}}


def stat(
    title: str,
    description: str,
    expr: str,
    *,
    width: int,
    unit: str = "short",
    defaults: Json | None = None,
    legend: str = "",
    sparkline: bool = True,
    text: str = "auto",
) -> Json:
    return panel(
        "stat", title, description, [query(expr, legend, instant=not sparkline)], size=(width, 4), unit=unit,
        options={
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "orientation": "auto",
            "textMode": text,
            "colorMode": "value",
            "graphMode": "area" if sparkline else "none",
            "justifyMode": "auto",
            "wideLayout": True,
            "showPercentChange": False,
            "percentChangeColorMode": "standard",
        },
        defaults=defaults or fixed(BLUE),
    )  # fmt: skip


def lines(
    title: str,
    description: str,
    targets: Sequence[Json],
    *,
    width: int = 12,
    height: int = 8,
    unit: str = "short",
    stacked: bool = False,
    steps: bool = False,
    many: bool = False,
    defaults: Json | None = None,
    overrides: Sequence[Json] = (),
) -> Json:
    """A time series; `steps` for what changes at events and holds between them, `many` for more than fit a line."""
    custom = {
        "drawStyle": "line",
        "lineInterpolation": "stepAfter" if steps else "linear",
        "lineWidth": 1,
        "fillOpacity": 25 if stacked else 8,
        "showPoints": "never",
        "spanNulls": False,
        "stacking": {"mode": "normal" if stacked else "none", "group": "A"},
        "axisSoftMin": 0,
    }
    beside = {
        "displayMode": "table",
        "placement": "right",
        "calcs": ["lastNotNull"],
        "sortBy": "Last *",
        "sortDesc": True,
    }
    below = {"displayMode": "list", "placement": "bottom", "calcs": []}
    options = {
        "legend": {**(beside if many else below), "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc", "hideZeros": True},
    }
    return panel(
        "timeseries", title, description, targets, size=(width, height), unit=unit, options=options, custom=custom,
        defaults=defaults, overrides=overrides,
    )  # fmt: skip


def bars(title: str, description: str, target: Json, *, width: int, height: int = 8, color: str = BLUE) -> Json:
    """One bar for each series, by its last value."""
    options = {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "displayMode": "gradient",
        "orientation": "horizontal",
        "valueMode": "color",
        "namePlacement": "auto",
        "showUnfilled": True,
        "sizing": "auto",
        "minVizWidth": 8,
        "minVizHeight": 16,
        "maxVizHeight": 28,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False, "calcs": []},
    }
    return panel(
        "bargauge", title, description, [target], size=(width, height), options=options,
        defaults={"min": 0, "decimals": 0, **fixed(color)},
    )  # fmt: skip


def table(
    title: str,
    description: str,
    targets: Sequence[Json],
    *,
    width: int,
    height: int,
    sort_by: str,
    overrides: Sequence[Json] = (),
    transformations: Sequence[Json] = (),
) -> Json:
    options = {
        "cellHeight": "sm",
        "frameIndex": 0,
        "showHeader": True,
        "sortBy": [{"displayName": sort_by, "desc": True}],
    }
    custom = {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False, "filterable": True}
    return panel(
        "table", title, description, targets, size=(width, height), options=options, custom=custom,
        overrides=overrides, transformations=transformations,
    )  # fmt: skip


def column(name: str, **properties: Any) -> Json:
    """Properties of a table's column by its title; `custom.width` is written `custom__width`."""
    listed = [{"id": key.replace("__", "."), "value": value} for key, value in properties.items()]
    return {"matcher": {"id": "byName", "options": name}, "properties": listed}


def organize(order: Sequence[str], rename: dict[str, str], hidden: Sequence[str] = ("Time",)) -> Json:
    return {
        "id": "organize",
        "options": {
            "excludeByName": dict.fromkeys(hidden, True),
            "includeByName": {},
            "indexByName": {name: n for n, name in enumerate(order)},
            "renameByName": rename,
        },
    }


def row(title: str) -> Json:
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"w": WIDTH, "h": 1}}


def place(panels: Iterable[Json]) -> list[Json]:
    """From left to right and top to bottom, as words in a text; a line is as high as its highest panel."""
    placed, x, y, height = [], 0, 0, 0
    for number, each in enumerate(panels, start=1):
        width = each["gridPos"]["w"]
        if x + width > WIDTH:
            x, y, height = 0, y + height, 0
        placed.append(each | {"id": number, "gridPos": each["gridPos"] | {"x": x, "y": y}})
        x, height = x + width, max(height, each["gridPos"]["h"])
    return placed


# -- variables


def datasource_variable(name: str, label: str, kind: str, uid: str) -> Json:
    return {
        "type": "datasource", "name": name, "label": label, "query": kind, "hide": 0, "refresh": 1, "regex": "",
        "multi": False, "includeAll": False, "options": [], "skipUrlSync": False,
        "current": {"selected": True, "text": uid, "value": uid},
    }  # fmt: skip


def choice_variable(name: str, label: str, choices: Sequence[str], chosen: str) -> Json:
    options = [{"selected": value == chosen, "text": value, "value": value} for value in choices]
    return {
        "type": "custom", "name": name, "label": label, "query": ",".join(choices), "hide": 0, "multi": False,
        "includeAll": False, "skipUrlSync": False, "options": options,
        "current": {"selected": True, "text": chosen, "value": chosen},
    }  # fmt: skip


def label_variable(name: str, label: str, metric: str, of: str, everything: str | None = ".*") -> Json:
    """The values of a metric's label, any number of them; all, to begin with (None: those that there are)."""
    text = f"label_values({metric}, {of})"
    return {
        "type": "query", "name": name, "label": label, "datasource": PROMETHEUS,
        "query": {"qryType": 1, "query": text, "refId": "PrometheusVariableQueryEditor-VariableQuery"},
        "hide": 0, "refresh": 2, "regex": "", "sort": 1, "multi": True, "includeAll": True,
        "skipUrlSync": False, "options": [], "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
        **({} if everything is None else {"allValue": everything}),
    }  # fmt: skip


# -- dashboards


def dashboard(
    uid: str,
    title: str,
    description: str,
    panels: Iterable[Json],
    *,
    variables: Sequence[Json],
    annotations: Sequence[Json] = (),
    since: str,
    refresh: str,
) -> Json:
    return {
        "id": None,
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["strikewire"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "fiscalYearStartMonth": 0,
        "preload": False,
        "timezone": "utc",
        "time": {"from": since, "to": "now"},
        "timepicker": {},
        "refresh": refresh,
        "links": [
            {
                "type": "dashboards", "title": "strikewire", "tags": ["strikewire"], "asDropdown": False, "icon": "",
                "includeVars": False, "keepTime": True, "targetBlank": False, "tooltip": "", "url": "",
            }
        ],
        "annotations": {"list": list(annotations)},
        "templating": {"list": list(variables)},
        "panels": place(panels),
    }  # fmt: skip
