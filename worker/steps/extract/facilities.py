"""The register of known facilities (`worker/data/facilities.tsv`): power plants, refineries, ports, air bases …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from worker.steps.extract.lexicon import Entry, Lexicon, fold, hidden, load

_FAMILIES = (
    {"power_plant", "nuclear_power_plant", "thermal_power_plant", "hydroelectric_power_plant", "heating_plant", "dam"},
    {"air_base", "airport"},
    {"steel_works", "chemical_plant", "factory"},
    {"oil_refinery", "oil_depot"},
)
"""Kinds that news writes for one another: "Kryvyi Rih power plant", "Hostomel airport"."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A known facility.  `lat` and `lon` in degrees (WGS 84), None where not certain to a kilometre or so."""

    ref: str
    kind: str
    region: str
    lat: float | None
    lon: float | None
    stems: frozenset[str]
    """The names it goes by without the word for its kind: "trypilska"."""
    alone: frozenset[str]
    """Names that need no such word: "azovstal"."""


@lru_cache(maxsize=4096)
def resolve(name: str, region: str | None) -> tuple[Literal["resolved", "unresolved"], str | None]:
    """Whether the register knows the facility of that name, in that region where one is given, and its id there.

    Resolved only where one facility fits: a name that several share needs the region.
    """
    plain = " ".join(fold(name).text.replace('"', " ").split()).removeprefix("the ")
    kind, stem = _split(plain)
    rows = [row for row in register() if region is None or row.region == region]
    by_name = [row for row in rows if any(f"{plain} ".startswith(f"{known} ") for known in row.alone)]
    by_kind = [row for row in rows if stem in row.stems and row.kind == kind]
    alike = [row for row in rows if stem in row.stems and kind is not None and _alike(kind, row.kind)]
    fitting = by_name or by_kind or alike
    return ("resolved", fitting[0].ref) if len(fitting) == 1 else ("unresolved", None)


@cache
def register() -> tuple[Registered, ...]:
    lines = (resources.files("worker") / "data" / "facilities.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_row(line) for line in lines[1:] if line)


def _row(line: str) -> Registered:
    ref, kind, region, lat, lon, stems, alone = line.split("\t")
    return Registered(
        ref, kind, region, float(lat) if lat else None, float(lon) if lon else None, _names(stems), _names(alone)
    )


def _names(cell: str) -> frozenset[str]:
    return frozenset(fold(name).text for name in cell.split("|") if name)


def _split(plain: str) -> tuple[str | None, str]:
    """The kind of facility that a name says, and the rest of the name: ("oil_refinery", "kremenchuk")."""
    for start, end, kind in _heads().find(plain):
        rest = f"{plain[:start]} {plain[end:]}".split()
        if rest and rest[0] == "of":
            rest = rest[1:]
        if rest:
            return kind, " ".join(rest)
    return None, plain


def _alike(said: str, kind: str) -> bool:
    return said == kind or any(said in family and kind in family for family in _FAMILIES)


@cache
def _heads() -> Lexicon[str]:
    return Lexicon([*hidden("targets"), *_head_forms()])


def _head_forms() -> Iterator[tuple[str, Entry[str]]]:
    for item in load("targets")["targets"]:
        for form in item["forms"] if "facility" in item else ():
            yield form, Entry(item["facility"])
