"""Draws a dashboard with its data as one SVG, for a person to look at where no Grafana can be had.

No imitation of Grafana: each panel lies where it lies there, and shows its numbers in the simplest form of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import cycle

from tests.deploy.dashboards import Json

CELL, ROW, MARGIN = 64, 36, 10
"""Pixels of Grafana's grid, across and down, and inside a panel."""
LINE = 13
COLORS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf")


@dataclass(frozen=True)
class Drawn:
    """A series of a panel: labels, and (seconds, value); an instant query has one value."""

    name: str
    labels: dict[str, str]
    values: list[tuple[float, float]]

    @property
    def last(self) -> float:
        return self.values[-1][1]


@dataclass(frozen=True)
class Box:
    """Where to draw, in pixels."""

    x: float
    y: float
    width: float
    height: float


def sheet(dashboard: Json, content: Callable[[Json], Sequence[Drawn] | list[list[str]]]) -> str:
    """`content` gives the series of a panel, or rows of text."""
    below = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in dashboard["panels"])
    size = f'width="{24 * CELL}" height="{below * ROW}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">']
    parts.append('<rect width="100%" height="100%" fill="white"/>')
    for panel in dashboard["panels"]:
        at = panel["gridPos"]
        outer = Box(at["x"] * CELL, at["y"] * ROW, at["w"] * CELL, at["h"] * ROW)
        parts.append(_text(outer.x + MARGIN, outer.y + 16, panel["title"], 'font-weight="bold"'))
        if panel["type"] != "row":
            parts.append(_rect(outer.x + 2, outer.y + 2, outer.width - 4, outer.height - 4, "none", 'stroke="#ccc"'))
            inner = Box(outer.x + MARGIN, outer.y + 26, outer.width - 2 * MARGIN, outer.height - 26 - MARGIN)
            parts.extend(_panel(panel, inner, content(panel)))
    return "\n".join([*parts, "</svg>"])


def _panel(panel: Json, box: Box, content: Sequence[Drawn] | list[list[str]]) -> Iterator[str]:
    unit = panel["fieldConfig"]["defaults"]["unit"]
    series = [one for one in content if isinstance(one, Drawn) and one.values]
    if not content:
        yield _text(box.x, box.y + LINE, "no data", 'fill="red"')
    elif not series:
        yield from _rows(box, [list(row) for row in content if isinstance(row, list)])
    elif panel["type"] == "stat":
        told = ", ".join(f"{one.name} {shown(one.last, unit)}".strip() for one in series)
        yield _text(box.x, box.y + box.height / 2, told, 'font-size="20"')
    elif panel["type"] == "table":
        yield from _rows(box, [[*one.labels.values(), shown(one.last, unit)] for one in series])
    elif panel["type"] == "geomap":
        yield from _points(box, series)
    elif panel["type"] == "bargauge":
        yield from _bars(box, series, unit)
    else:
        yield from _lines(box, series, unit)


def _lines(box: Box, series: Sequence[Drawn], unit: str) -> Iterator[str]:
    """Over time, with the names and last values on the right."""
    width = box.width * 0.7
    times = [at for one in series for at, _ in one.values]
    numbers = [value for one in series for _, value in one.values if value == value]  # not NaN
    start, span = min(times), max(times) - min(times) or 1.0
    low, high = min([*numbers, 0.0]), max([*numbers, 0.0]) or 1.0
    yield _rect(box.x, box.y, width, box.height, "#fafafa")
    for share in (0.0, 0.5, 1.0):
        value = low + share * (high - low)
        yield _text(box.x, box.y + LINE + (box.height - LINE) * (1 - share), shown(value, unit), 'fill="#888"')
    named = sorted(series, key=lambda one: one.last, reverse=True)
    for number, (one, color) in enumerate(zip(named, cycle(COLORS), strict=False)):
        points = " ".join(
            f"{box.x + width * (at - start) / span:.1f},{box.y + box.height * (1 - (value - low) / (high - low)):.1f}"
            for at, value in one.values
            if value == value
        )
        yield f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.5"/>'
        if (number + 1) * LINE <= box.height:
            told = f"{one.name} {shown(one.last, unit)}"
            yield _text(box.x + width + MARGIN, box.y + (number + 1) * LINE, told, f'fill="{color}"')


def _bars(box: Box, series: Sequence[Drawn], unit: str) -> Iterator[str]:
    longest = max(one.last for one in series) or 1.0
    for number, one in enumerate(series):
        y = box.y + number * 1.5 * LINE
        yield _rect(box.x + 110, y, (box.width - 160) * one.last / longest, LINE, COLORS[0])
        yield _text(box.x, y + LINE - 2, f"{one.name}  {shown(one.last, unit)}")


def _points(box: Box, series: Sequence[Drawn]) -> Iterator[str]:
    """On a plane of longitude and latitude."""
    places = [(float(one.labels["longitude"]), float(one.labels["latitude"]), one) for one in series]
    west, east = min(x for x, _, _ in places), max(x for x, _, _ in places)
    south, north = min(y for _, y, _ in places), max(y for _, y, _ in places)
    for x, y, one in places:
        left = box.x + 60 + (box.width - 200) * (x - west) / ((east - west) or 1.0)
        top = box.y + 20 + (box.height - 40) * (north - y) / ((north - south) or 1.0)
        yield f'<circle cx="{left:.1f}" cy="{top:.1f}" r="{4 + 2 * one.last:.1f}" fill="{COLORS[3]}" opacity="0.5"/>'
        yield _text(left + 8, top, f"{one.labels['name']} {one.last:g}")


def _rows(box: Box, rows: list[list[str]]) -> Iterator[str]:
    """As many as there is room for, each cell cut to its column."""
    column = box.width / max(len(row) for row in rows)
    for number, row in enumerate(rows[: int(box.height / LINE)]):
        for place, cell in enumerate(row):
            yield _text(box.x + place * column, box.y + (number + 1) * LINE, cell[: int(column / 6)])


def shown(value: float, unit: str) -> str:
    if unit.startswith("dateTime"):
        return f"{datetime.fromtimestamp(value / 1000, UTC):%Y-%m-%d %H:%M}"
    if unit == "percentunit":
        return f"{100 * value:.3g} %"
    if unit == "bytes":
        return f"{value / 2**20:.4g} MiB"
    return f"{value:.4g}{ {'s': ' s', 'cps': ' /s'}.get(unit, '') }"


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" {more}/>'
