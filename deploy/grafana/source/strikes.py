"""The dashboard *Strikes*: what happened, where, by the newest counts; the latest events and alerts."""

from __future__ import annotations

from deploy.grafana.source.parts import (
    BLUE,
    GREEN,
    ORANGE,
    PROMETHEUS,
    RED,
    YELLOW,
    Json,
    bars,
    choice_variable,
    column,
    dashboard,
    datasource_variable,
    fixed,
    label_variable,
    lines,
    organize,
    panel,
    query,
    row,
    rows_of,
    stat,
    table,
)  # fmt: skip

COUNTRY = 'country=~"$country", window="$window"'
SEVERITIES = {"Extreme": "dark-red", "Severe": RED, "Moderate": ORANGE, "Minor": YELLOW, "Unknown": "gray"}


def national(metric: str, by: str = "") -> str:
    """The sum over the chosen countries.  While a partition changes hands two workers may tell the same place."""
    inner = f"max by (country{', ' + by if by else ''}) (strikewire_country_{metric}{{{COUNTRY}}})"
    return f"sum by ({by}) ({inner})" if by else f"sum({inner})"


def regional(metric: str, extra: str = "") -> str:
    """Each region of the chosen countries, with its name and the point to show it at."""
    info = 'max by (region, name, latitude, longitude) (strikewire_region_info{country=~"$country"})'
    return (
        f'max by (region) (strikewire_region_{metric}{{window="$window"{extra}}}) '
        f"* on (region) group_left (name, latitude, longitude) {info}"
    )


def with_attacks(expr: str) -> str:
    """Those regions alone that had any within the window."""
    any_kind = " + ".join(
        f'max by (region) (strikewire_region_{metric}{{window="$window"}})' for metric in ("strikes", "interceptions")
    )
    return f"{expr} and on (region) ({any_kind} > 0)"


def regional_named(metric: str) -> str:
    return f"sum by (name) ({regional(metric)})"


def strikes_map() -> Json:
    style = {
        "size": {"field": "Strikes", "fixed": 6, "min": 4, "max": 26},
        "color": {"field": "Strikes", "fixed": RED},
        "opacity": 0.55,
        "symbol": {"mode": "fixed", "fixed": "img/icons/marker/circle.svg"},
        "symbolAlign": {"horizontal": "center", "vertical": "center"},
        "rotation": {"fixed": 0, "min": -360, "max": 360, "mode": "mod"},
        "text": {"mode": "field", "field": "Strikes", "fixed": ""},
        "textConfig": {"fontSize": 11, "offsetX": 0, "offsetY": 0, "textAlign": "center", "textBaseline": "middle"},
    }
    return panel(
        "geomap", "Map of strikes",
        "Strikes within the window, at a point inside the region: the point is not where they struck.",
        [query(f"{regional('strikes')} > 0", table=True)],
        size=(13, 15), defaults={"min": 0, "color": {"mode": "continuous-YlRd"}},
        options={
            "view": {"id": "coords", "lat": 49.5, "lon": 36.5, "zoom": 5.2, "allLayers": True},
            "basemap": {"type": "default", "name": "Basemap", "config": {}},
            "controls": {
                "showZoom": True, "mouseWheelZoom": False, "showAttribution": True, "showScale": True,
                "showDebug": False, "showMeasure": False,
            },
            "tooltip": {"mode": "details"},
            "layers": [
                {
                    "type": "markers", "name": "Strikes", "tooltip": True,
                    "location": {"mode": "coords", "latitude": "latitude", "longitude": "longitude"},
                    "config": {"showLegend": False, "style": style},
                }
            ],
        },
        transformations=[
            # Labels are text.
            {
                "id": "convertFieldType",
                "options": {
                    "fields": {},
                    "conversions": [
                        {"targetField": "latitude", "destinationType": "number"},
                        {"targetField": "longitude", "destinationType": "number"},
                    ],
                },
            },
            organize(["name", "region", "Value"], {"name": "Name", "region": "Region", "Value": "Strikes"}),
        ],
    )  # fmt: skip


def regions_table() -> Json:
    shown = {
        "strikes": "Strikes",
        "interceptions": "Interceptions", "killed": "Killed", "injured": "Injured",
        "weapons_launched": "Launched", "weapons_intercepted": "Shot down", "outages": "Power cuts",
    }  # fmt: skip
    values = [f"Value #{chr(ord('A') + n)}" for n in range(len(shown))]
    hidden = ["Time", "latitude", "longitude", "region"]
    return table(
        "Regions",
        "Sums within the window. A region of which no report gives a number counts as 0 there.",
        [
            query(
                with_attacks(regional(metric, ', service="electricity"' if metric == "outages" else "")), table=True
            )
            for metric in shown
        ],
        width=11, height=15, sort_by="Strikes",
        overrides=[
            column("Region", custom__width=190),
            column("Strikes", custom__cellOptions={"type": "gauge", "mode": "gradient"},
                   color={"mode": "continuous-YlRd"}),
        ],
        transformations=[
            {"id": "merge", "options": {}},
            organize(
                ["name", *values],
                {"name": "Region", **dict(zip(values, shown.values(), strict=True))},
                hidden,
            ),
        ],
    )  # fmt: skip


def latest_events() -> Json:
    columns = [
        ("updated_at", "Last report", "timestamp"), ("date", "Date", "string"), ("region_name", "Region", "string"),
        ("place", "Place", "string"), ("kind", "Kind", "string"), ("attacker", "By", "string"),
        ("weapons", "Weapons", "string"), ("targets", "Targets", "string"), ("losses", "Losses", "string"),
        ("status", "Status", "string"), ("sources", "Independent sources", "number"),
        ("evidence", "Evidence", "string"), ("url", "Article", "string"),
    ]  # fmt: skip
    states = {
        "corroborated": {"color": GREEN, "index": 0}, "reported": {"color": YELLOW, "index": 1},
        "retracted": {"color": RED, "index": 2},
    }  # fmt: skip
    return table(
        "Latest events",
        "One row a strike, by its newest revision, with the words it was read from and the article that has them.",
        [rows_of("/latest/events?limit=200", columns)],
        width=24, height=12, sort_by="Last report",
        overrides=[
            column("Last report", unit="dateTimeAsIso", custom__width=165),
            column("Date", custom__width=100),
            column("Kind", custom__width=95),
            column("By", custom__width=50),
            column("Status", mappings=[{"type": "value", "options": states}], custom__width=110,
                   custom__cellOptions={"type": "color-text"}),
            column("Article", links=[{"title": "Open the article", "url": "${__value.raw}", "targetBlank": True}]),
        ],
    )  # fmt: skip


def latest_alerts() -> Json:
    columns = [
        ("sent", "Sent", "timestamp"), ("severity", "Severity", "string"), ("msg_type", "Message", "string"),
        ("headline", "Headline", "string"), ("certainty", "Certainty", "string"), ("rule", "Rule", "string"),
        ("revision", "Revision", "number"), ("events", "Events", "number"), ("description", "Description", "string"),
    ]  # fmt: skip
    colors = {name: {"color": color, "index": n} for n, (name, color) in enumerate(SEVERITIES.items())}
    return table(
        "Latest alerts",
        "Each alert by its last message; times are event time.",
        [rows_of("/latest/alerts?limit=100", columns)],
        width=15, height=10, sort_by="Sent",
        overrides=[
            column("Sent", unit="dateTimeAsIso", custom__width=165),
            column("Severity", mappings=[{"type": "value", "options": colors}], custom__width=90,
                   custom__cellOptions={"type": "color-background"}),
            column("Message", custom__width=85),
            column("Headline", custom__width=330),
        ],
    )  # fmt: skip


def alerts_annotation() -> Json:
    """Marks on every time series where a grave alert left."""
    sent = 'strikewire_alerts_total{msg_type="Alert", severity=~"Extreme|Severe"}'
    return {
        "name": "Grave alerts",
        "enable": True,
        "hide": False,
        "iconColor": RED,
        "datasource": PROMETHEUS,
        "target": {"refId": "Anno", "expr": f"sum by (rule, severity) (increase({sent}[$__rate_interval])) > 0"},
        "titleFormat": "{{rule}}",
        "textFormat": "{{severity}}",
        "tagKeys": "severity",
    }


STRIKES = dashboard(
    "strikewire-strikes",
    "Strikes",
    "Rolling counts by event time: a window ends at the newest publication, not at the clock's now.",
    [
        stat("Strikes", "Strikes within the window; a wave's own figures are no strike.", national("strikes"),
             width=3, defaults=fixed(RED)),
        stat("Killed", "Sum of the events' current best values.", national("killed"), width=3, defaults=fixed(RED)),
        stat("Injured", "Sum of the events' current best values.", national("injured"), width=3,
             defaults=fixed(ORANGE)),
        stat("Launched", "Weapons reported as launched; a wave's national figure where it is the greater.",
             national("weapons_launched"), width=3),
        stat("Shot down", "Likewise as shot down; some reports tell of these alone.",
             national("weapons_intercepted"), width=3, defaults=fixed(GREEN)),
        stat("Waves", "Attacks over a whole country.", national("waves"), width=3),
        stat("Power cuts", "Strikes that cut off electricity, with a number of people or without.",
             f"sum(max by (country) (strikewire_country_outages{{{COUNTRY}, service=\"electricity\"}}))", width=3,
             defaults=fixed(YELLOW)),
        stat("Event time", "The newest publication that the worker has seen: the end of each window.",
             "max(strikewire_watermark_timestamp_seconds) * 1000", width=3, unit="dateTimeFromNow", sparkline=False),
        strikes_map(),
        regions_table(),
        lines("Strikes by region, over time", "The count of the window, as it stood then, region upon region.",
              [query(f"{regional_named('strikes')} > 0", "{{name}}")], steps=True, stacked=True, many=True),
        lines("Launched and shot down", "As reported, often one alone: the difference is not what came down.",
              [query(national("weapons_launched"), "launched"), query(national("weapons_intercepted"), "shot down"),
               query(national("weapons_hit"), "hit")], steps=True,
              overrides=[column("shot down", color={"mode": "fixed", "fixedColor": GREEN}),
                         column("launched", color={"mode": "fixed", "fixedColor": BLUE}),
                         column("hit", color={"mode": "fixed", "fixedColor": RED})]),
        bars("Weapons", "Strikes with that weapon; one with two counts under both.",
             query(f"sort_desc({national('strikes_by_weapon', 'weapon')} > 0)", "{{weapon}}", instant=True), width=8),
        bars("Targets", "Strikes on that target; one on two counts under both.",
             query(f"sort_desc({national('strikes_by_target', 'target')} > 0)", "{{target}}", instant=True), width=8,
             color=ORANGE),
        bars("Attackers", "Strikes by that country; those that no report ascribes are left out.",
             query(f"sort_desc({national('strikes_by_attacker', 'attacker')} > 0)", "{{attacker}}", instant=True),
             width=8, color=RED),
        lines("Casualties", "Sums of the events' current best values: they rise with tolls, and fall with corrections.",
              [query(national("killed"), "killed"), query(national("injured"), "injured")], steps=True,
              overrides=[column("killed", color={"mode": "fixed", "fixedColor": RED}),
                         column("injured", color={"mode": "fixed", "fixedColor": ORANGE})]),
        lines("Outages", "Strikes that cut off a service (lines), and the people without it where reports give them.",
              [query(national("outages", "service"), "{{service}}: strikes"),
               query(national("people_without", "service"), "{{service}}: people")], steps=True,
              overrides=[{"matcher": {"id": "byRegexp", "options": "/people$/"},
                          "properties": [{"id": "custom.axisPlacement", "value": "right"}]}]),
        row("Latest"),
        latest_events(),
        latest_alerts(),
        lines("Alerts by rule", "New alerts, updates and cancellations as they were sent, by the clock.",
              [query("sum by (rule) (increase(strikewire_alerts_total[$__rate_interval]))", "{{rule}}")],
              width=9, height=10, stacked=True, many=True),
    ],
    variables=[
        datasource_variable("datasource", "Prometheus", "prometheus", "strikewire-prometheus"),
        datasource_variable("latest", "Latest rows", "yesoreyeram-infinity-datasource", "strikewire-latest"),
        choice_variable("window", "Window", ("1h", "24h", "7d", "30d"), "7d"),
        label_variable("country", "Country", "strikewire_country_info", "country"),
    ],
    annotations=[alerts_annotation()],
    since="now-24h",
    refresh="30s",
)  # fmt: skip
