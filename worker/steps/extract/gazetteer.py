"""The names of a theatre's places, loaded from its data files (see `worker/data/gazetteer/README.md`)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml

from worker.records.mention import PlacePrecision

DATA = Path(__file__).parents[2] / "data" / "gazetteer"
UKRAINE = DATA / "ukraine"

Doubt = Literal["small", "wary"]
_SHORT = 4
"""Letters of a name so short that it is likely something else too ("Star", "Hora")."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place that a name may mean; degrees are WGS 84, `population` ranks the bearers of one name.

    Where a name is in doubt the text must show that a place is meant: `small`, a place that the news seldom names;
    `wary`, a name that is also a person's, a ship's, a common word.
    """

    name: str
    precision: PlacePrecision
    country: str
    region: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None
    population: int = 0
    doubt: Doubt | None = None
    adjective: bool = False
    """"Ukrainian", "Syrian": the country's adjective, not its name."""
    capital: bool = False
    """The seat of a national government: its name also stands for that government."""


@dataclass(frozen=True, slots=True)
class RegionInfo:
    """A first-order region; `lat`, `lon`: the median of its settlements; `timezone`: IANA name; `names`: its names."""

    code: str
    name: str
    country: str
    lat: float | None
    lon: float | None
    geonames_id: int | None
    names: tuple[str, ...]
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the theatre: who attacks it, and the time its news is dated by."""

    code: str
    attacked_by: tuple[str, ...]
    timezone: str
    neighbour: bool


class Gazetteer:
    """All names of one theatre, and of the world's countries around it."""

    def __init__(self, folder: Path = UKRAINE) -> None:
        """Read the data files of `folder` (a theatre), and of the world's countries where it has no `world.tsv` of its
        own; ValueError on a bad row."""
        self.folder = folder
        settings: dict[str, Any] = yaml.safe_load((folder / "theatre.yaml").read_text("utf-8"))
        self.name: str = settings["name"]
        self.region_words: tuple[str, ...] = tuple(settings["region_words"])
        self.district_words: tuple[str, ...] = tuple(settings["district_words"])
        self.countries = dict(_countries(settings))
        self.sides: dict[str, Any] = yaml.safe_load((folder / "sides.yaml").read_text("utf-8"))
        """Who fights whom: words for each side, and what it holds of the other."""
        self._strong = {c: v["strong_population"] for part in _parts(settings) for c, v in part.items()}
        self._districts_of: frozenset[str] = frozenset(settings.get("districts_of") or ())
        self.around: dict[str, str] = settings.get("around") or {}
        """A city that is a region → the region around it, which news of places near the city means."""
        self.place_endings: tuple[str, ...] = tuple(settings.get("place_endings") or ())
        """How places are named here and persons are not: "-ivka"."""
        self.rivers: frozenset[str] = frozenset(settings.get("rivers") or ())
        """Towns that bear a river's name: with an article, the river is meant."""
        self.names: dict[str, list[Entry]] = defaultdict(list)
        self.region_stems: dict[str, str] = {}
        """"Kharkiv", "Kharkivska": what becomes a region's name before a region word."""
        self.district_stems: dict[str, list[Entry]] = defaultdict(list)
        """"Nikopolskyi": what becomes a district's name before a district word."""
        self.regions: dict[str, RegionInfo] = {}
        self.capitals: dict[str, Entry] = {}
        self._read_regions(_rows(folder / "regions.tsv"))
        supplement = list(_rows(folder / "supplement.tsv"))
        replaced = _by_id(supplement)
        settlements = (row for row in _rows(folder / "settlements.tsv") if row["geonames_id"] not in replaced)
        self._read_settlements(settlements, _by_id(_rows(folder / "aliases.tsv")))
        self._read_supplement(supplement)
        self._read_districts(_rows(folder / "districts.tsv"))
        self._read_elsewhere(_rows(folder / "elsewhere.tsv"))
        world = folder / "world.tsv"
        self._read_world(_rows(world if world.exists() else DATA / "world.tsv"))
        for row in _rows(folder / "stoplist.tsv"):
            self._stop(row["name"], row["rule"])
        for bearers in self.names.values():
            _overshadow(bearers)
        undoubted = ((name, [e for e in bearers if not e.doubt]) for name, bearers in self.names.items())
        self.clear = {name: found[0] for name, found in undoubted if len(found) == 1}
        """Names that one place alone bears, or one beside which the others are small."""

    @cached_property
    def seats(self) -> frozenset[str]:
        """Regions that are a capital city, whose name is its government's too."""
        return frozenset(
            region
            for code in self.countries
            if (region := self.capitals[code].region) and self.regions[region].name == self.capitals[code].name
        )

    def region(self, code: str) -> RegionInfo:
        """The region of that ISO 3166-2 code; KeyError where the theatre has none."""
        return self.regions[code]

    def triggers(self) -> Iterable[str]:
        """Every name of a place in the theatre's countries, for the gate: no demonyms, not the rest of the world."""
        ours = {n for n, es in self.names.items() if any(e.country in self.countries and not e.adjective for e in es)}
        return ours | self.region_stems.keys() | self.district_stems.keys()

    @cached_property
    def patterns(self) -> list[tuple[str, str]]:
        """What to look for, with the name it stands for: each name, and in capitals too where it is not in doubt."""
        found = {}
        for name in [*self.names, *self.region_stems, *self.district_stems]:
            found[name] = name
            entries = self.names.get(name, [])
            if len(name) > 3 and (name in self.region_stems or any(not e.doubt for e in entries)):
                found.setdefault(name.upper(), name)
        return list(found.items())

    def _add(self, name: str, entry: Entry) -> None:
        bearers = self.names[fold(name)]
        if entry not in bearers:
            bearers.append(entry)

    def _read_regions(self, rows: Iterator[Mapping[str, str]]) -> None:
        for row in rows:
            code, country, stems, names = row["code"], row["code"][:2], _split(row["stems"]), _split(row["names"])
            info = RegionInfo(
                code, row["name"], country, _number(row["lat"]), _number(row["lon"]), _whole(row["geonames_id"]),
                (row["name"], *names, *stems), row["timezone"] or None,
            )  # fmt: skip
            self.regions[code] = info
            for stem in stems:
                self.region_stems[fold(stem)] = code
            for name in names:
                self._add(
                    name, Entry(info.name, "region", country, code, info.lat, info.lon, info.geonames_id, 500_000)
                )

    def _read_settlements(self, rows: Iterator[Mapping[str, str]], aliases: Mapping[str, Mapping[str, str]]) -> None:
        for row in rows:
            region, population = row["region"], int(row["population"])
            curated = aliases.get(row["geonames_id"])
            sure = population >= self._strong[region[:2]] or (curated and not curated["doubt"])
            entry = Entry(
                row["name"], "settlement", region[:2], region, float(row["lat"]), float(row["lon"]),
                int(row["geonames_id"]), population,
                None if sure else "small",
            )  # fmt: skip
            if region in self._districts_of and row["name"] != self.regions[region].name:
                entry = replace(entry, precision="district", doubt="small")
            for name in {row["name"], *_split(row["names"]), *_split(curated["names"] if curated else "")}:
                short = entry.doubt and not curated and len(name) <= _SHORT
                self._add(name, replace(entry, doubt="wary") if short else entry)

    def _read_supplement(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Places that GeoNames' extract lacks; coordinates only where the row has them."""
        for row in rows:
            precision: Any = row["precision"]
            doubt: Any = row["doubt"] or None
            region = row["region"] or None
            entry = Entry(
                row["name"], precision, row["country"], region, _number(row["lat"]), _number(row["lon"]),
                _whole(row["geonames_id"]), int(row["population"] or 0), doubt,
            )  # fmt: skip
            for name in (row["name"], *_split(row["names"])):
                self._add(name, entry)

    def _read_districts(self, rows: Iterator[Mapping[str, str]]) -> None:
        """Raions stand where their seat does; a city's districts have no point of their own."""
        for row in rows:
            precision: Any = row["precision"]
            region = row["region"]
            seats = (e for e in self.names.get(row["seat"], ()) if e.region == region and e.precision == "settlement")
            seat = max(seats, key=lambda e: e.population, default=None)
            if seat is None:
                raise ValueError(f"districts.tsv: no {row['seat']!r} in {region}")
            at = seat if precision == "raion" else replace(seat, lat=None, lon=None)
            entry = Entry(row["name"], precision, region[:2], region, at.lat, at.lon, None, seat.population // 4)
            for name in (row["name"], *_split(row["names"])):
                for form in _adjectives(fold(name)):
                    self.district_stems[form].append(entry)

    def _read_elsewhere(self, rows: Iterator[Mapping[str, str]]) -> None:
        """Cities of the rest of the world that share their name with a place of the theatre."""
        for row in rows:
            at = float(row["lat"]), float(row["lon"])
            population = int(row["population"])
            self._add(
                row["name"],
                Entry(row["name"], "settlement", row["country"], None, *at, int(row["geonames_id"]), population),
            )

    def _read_world(self, rows: Iterator[Mapping[str, str]]) -> None:
        for row in rows:
            code, name, capital = row["code"], row["name"], row["capital"]
            country = Entry(name, "country", code, population=10_000_000)
            for n in (name, *_split(row["names"])):
                self._add(n, country)
            for n in _split(row["adjectives"]):
                self._add(n, replace(country, adjective=True))
            for n in _split(row["places"]):
                self._add(n, Entry(n, "settlement", code, population=300_000))
            known = [e for e in self.names[capital] if e.country == code and e.precision == "settlement"]
            unknown = Entry(capital, "settlement", code, population=1_000_000)
            seat = max(known, key=lambda e: e.population, default=unknown)
            self.capitals[code] = seat = replace(seat, capital=True, doubt=None)
            for bearers in [b for b in self.names.values() if known and known[0] in b] or [self.names[capital]]:
                if known:
                    bearers.remove(known[0])
                bearers.append(seat)

    def _stop(self, name: str, rule: str) -> None:
        """`never`: not a name of a place here; `wary`: only where the text shows that a place is meant."""
        if rule not in ("never", "wary"):
            raise ValueError(f"stoplist.tsv: {name!r} has the rule {rule!r}, not 'never' or 'wary'")
        if rule == "never":
            self.names.pop(name, None)
        else:
            self.names[name] = [replace(e, doubt="wary") for e in self.names.get(name, [])]


@cache
def load_theatre(folder: Path) -> Gazetteer:
    """The theatre of a folder, read once for all that ask for it."""
    return Gazetteer(folder)


def _overshadow(bearers: list[Entry]) -> None:
    """Beside a city, its far smaller namesakes are in doubt, however well known they are themselves."""
    settlements = [e.population for e in bearers if e.precision == "settlement"]
    if len(settlements) > 1:
        floor = max(settlements) / _FAR_SMALLER
        bearers[:] = [
            replace(e, doubt="small") if e.precision == "settlement" and e.population < floor and not e.doubt else e
            for e in bearers
        ]


_FAR_SMALLER = 20
"""Times smaller than its namesake that a place must be for the bare name not to mean it."""


def fold(name: str) -> str:
    """Text without diacritics, typographic apostrophes or spaces; every character stays in its place."""
    return name if name.isascii() else _FOLDED.sub(_folded, name)


def _one(c: int) -> str | None:
    base = unicodedata.normalize("NFKD", chr(c))[0]
    return base if base.isascii() and base.isalpha() else None


def _folded(found: re.Match[str]) -> str:
    return _FOLD[found[0]]


_FOLD = {
    **{chr(c): base for c in range(0xC0, 0x250) if (base := _one(c))},
    **dict.fromkeys("’ʼ‘´", "'"),
    **dict.fromkeys("\u00a0\u2009\u202f", " "),
    **dict.fromkeys("\u2010\u2011", "-"),
}
_FOLDED = re.compile(f"[{''.join(_FOLD)}]")


def _parts(settings: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return settings["countries"], settings.get("neighbours") or {}


def _countries(settings: Mapping[str, Any]) -> Iterator[tuple[str, Country]]:
    for neighbour, part in enumerate(_parts(settings)):
        for code, values in part.items():
            yield code, Country(code, tuple(values["attacked_by"]), values["timezone"], bool(neighbour))


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    """The rows of a tab-separated file with a header, lines that start with # left out; none where it is absent."""
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(
                (line for line in lines if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE
            )


def _by_id(rows: Iterable[Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    return {row["geonames_id"]: row for row in rows}


def _adjectives(name: str) -> set[str]:
    """The ways English text writes the ending of an adjective: Nikopolskyi, Nikopolsky, Nikopolskiy, Nikopolskyy."""
    forms = {name, name.replace("ia", "ya"), name.replace("ii", "iy")}
    return {form[: -len(end)] + other for form in forms for end, other in _ENDINGS if form.endswith(end)} | forms


_ENDINGS = [("kyi", "ky"), ("kyi", "kiy"), ("kyi", "kyy"), ("nyi", "ny"), ("nyi", "nyy")]


def _split(cell: str | None) -> list[str]:
    return cell.split("|") if cell else []


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None
