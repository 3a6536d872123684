"""What the codes of regions and countries stand for: their names, their local time, a point to show them at.

Read once from the gazetteer: every theatre under `data/gazetteer/` has its `regions.tsv` and `theatre.yaml`, and
`world.tsv` names the countries.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

GAZETTEER = Path(__file__).parent / "data" / "gazetteer"


def country_of(code: str) -> str:
    """The country's alpha-2 code of a region's, or of its own."""
    return code.partition("-")[0]


def name_of(code: str) -> str:
    """The English name of a region or a country; the code itself where the gazetteer has none."""
    return _names().get(code, code)


@cache
def zone_of(code: str) -> ZoneInfo:
    """Local time of a region, else of its country's capital, else UTC."""
    zones = _zones()
    return ZoneInfo(zones.get(code) or zones.get(country_of(code)) or "UTC")


def point_of(code: str) -> tuple[float, float] | None:
    """Longitude and latitude (degrees, WGS 84) to show a region at; None for a country or where there is none."""
    return _points().get(code)


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for path in [GAZETTEER / "world.tsv", *_region_files()] for row in _rows(path)}


@cache
def _points() -> dict[str, tuple[float, float]]:
    return {
        row["code"]: (float(row["lon"]), float(row["lat"]))
        for path in _region_files()
        for row in _rows(path)
        if row["lon"] and row["lat"]
    }


@cache
def _zones() -> dict[str, str]:
    zones = {row["code"]: row["timezone"] for path in _region_files() for row in _rows(path)}
    for path in sorted(GAZETTEER.glob("*/theatre.yaml")):
        theatre = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in ("countries", "neighbours"):
            zones |= {code: entry["timezone"] for code, entry in theatre.get(group, {}).items()}
    return zones


def _region_files() -> list[Path]:
    return sorted(GAZETTEER.glob("*/regions.tsv"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def regions_of(country: str) -> tuple[str, ...]:
    """The codes of a country's first-order regions, in their order; none where the gazetteer has none."""
    return tuple(sorted(code for code in _names() if code.startswith(f"{country}-")))
