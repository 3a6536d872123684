"""Gold records as mentions: `python -m tests.steps.merge.gold` merges them and scores the events.

Needs EVAL_DIR: a folder with `score.py`, `dev/gold.jsonl` and `dev/articles.jsonl`.  The records' own event
keys are not looked at: a mention holds what an ideal extraction would read from the article.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from worker.flow import Flow
from worker.records.event import StrikeEvent
from worker.records.mention import (
    Casualties,
    DatePrecision,
    Mention,
    Outage,
    Place,
    PlacePrecision,
    Quantity,
    WeaponUse,
)
from worker.regions import GAZETTEER, country_of
from worker.steps.extract.times import find
from worker.steps.merge import STEP
from worker.steps.step import Output

_COUNTS = ("launched", "intercepted", "hits")
_REGION_WORDS = ("region", "oblast", "province")


def evaluation_dir() -> Path | None:
    folder = os.environ.get("EVAL_DIR")
    return Path(folder) if folder else None


def gold_mentions(folder: Path) -> list[Mention]:
    articles = {a["id"]: a for a in _lines(folder / "dev" / "articles.jsonl")}
    return [
        _mention(articles[line["id"]], number, record)
        for line in _lines(folder / "dev" / "gold.jsonl")
        for number, record in enumerate(line["strikes"])
    ]


def merged(mentions: Iterable[Mention]) -> list[StrikeEvent]:
    """The live events that the mentions end in."""
    flow = Flow([STEP])
    for mention in mentions:
        for _ in flow.take(Output("mentions", mention.region, mention)):
            pass
    return [event for event in flow.tables["events"].values() if event.status != "merged"]


def score(folder: Path, mentions: Iterable[Mention], events: Iterable[StrikeEvent]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as work:
        paths = {"--mentions": Path(work) / "mentions.jsonl", "--events": Path(work) / "events.jsonl"}
        for path, records in zip(paths.values(), (mentions, events), strict=True):
            path.write_bytes(b"\n".join(msgspec.json.encode(record) for record in records))
        command = [sys.executable, str(folder / "score.py"), "--gold", str(folder / "dev" / "gold.jsonl"), "--json"]
        run = subprocess.run(
            [*command, *(str(part) for pair in paths.items() for part in pair)],
            check=True,
            capture_output=True,
            text=True,
        )
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _mention(article: dict[str, Any], number: int, record: dict[str, Any]) -> Mention:
    published = datetime.fromisoformat(article["published_at"]).replace(tzinfo=UTC)
    day, precision = _date(record["dates"])
    times = find(record.get("evidence") or "", published.date())
    return Mention(
        mention_id=f"{article['id']}-{number}",
        article_id=article["id"],
        article_key=article.get("url") or article["id"],
        outlet=article.get("outlet"),
        url=article.get("url"),
        published_at=published,
        revised_at=published,
        kind=record.get("kind", "strike"),
        background=record["role"] == "background",
        attacker=record.get("attacker"),
        region=record["region"],
        place=_place(record["place"], record["region"]) if record.get("place") else None,
        date=day,
        date_precision=precision,
        time_of_day=next((time.time_of_day for time in times if time.time_of_day), None),
        weapons=_weapons(record),
        casualties=Casualties(**{name: _quantity(record.get(name)) for name in Casualties.__struct_fields__}),
        targets=record.get("targets") or [],
        outages=[
            Outage(service=o["service"], count=_quantity(o.get("count")), unit=o.get("unit"))
            for o in record.get("outages") or []
        ],
        facility=None,
        claims=[],
        status="current",
        evidence=[],
    )


def _date(dates: list[str]) -> tuple[str, DatePrecision]:
    """One date is certain; two in a row, the later first, are a night; the rest is about the first."""
    if len(dates) == 1:
        return dates[0], "day"
    night = len(dates) == 2 and date.fromisoformat(dates[0]) - date.fromisoformat(dates[1]) == timedelta(1)
    return dates[0], "night" if night else "about"


def _quantity(value: Any) -> Quantity | None:
    if value is None:
        return None
    return Quantity(value[0] if isinstance(value, list) else value)


def _weapons(record: dict[str, Any]) -> list[WeaponUse]:
    counts: dict[str, dict[str, Quantity | None]] = {kind: {} for kind in record.get("weapons") or []}
    for name in _COUNTS:
        for kind, value in (record.get(name) or {}).items():
            counts.setdefault("unknown" if kind == "any" else kind, {})[name] = _quantity(value)
    return [WeaponUse(type=kind, **values) for kind, values in counts.items()]  # type: ignore[arg-type]


def _place(name: str, region: str) -> Place:
    known = _gazetteer().get((country_of(region), name.casefold()))
    words = name.casefold().split()
    precision: PlacePrecision = "settlement"
    if words[-1] in _REGION_WORDS:
        precision = "region"
    elif words[-1] == "district":
        precision = "raion"
    if known is None or precision != "settlement":
        return Place(name=name, precision=precision)
    return Place(name=name, precision=precision, lat=known[1], lon=known[2], geonames_id=known[0])


@cache
def _gazetteer() -> dict[tuple[str, str], tuple[int, float, float]]:
    """Country and any name of a settlement → its id and coordinates; of namesakes the largest."""
    found: dict[tuple[str, str], tuple[int, float, float]] = {}
    folder = GAZETTEER / "ukraine"
    by_id: dict[str, tuple[str, tuple[int, float, float]]] = {}
    for row in sorted(_rows(folder / "settlements.tsv"), key=lambda row: -int(row["population"] or 0)):
        place = (int(row["geonames_id"]), float(row["lat"]), float(row["lon"]))
        country = country_of(row["region"])
        by_id[row["geonames_id"]] = (country, place)
        for name in (row["name"], *row["names"].split("|")):
            found.setdefault((country, name.casefold()), place)
    for row in _rows(folder / "aliases.tsv"):
        if row["geonames_id"] in by_id:
            country, place = by_id[row["geonames_id"]]
            for name in row["names"].split("|"):
                found[country, name.casefold()] = place
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def main() -> None:
    folder = evaluation_dir()
    if folder is None:
        sys.exit("set EVAL_DIR")
    mentions = sorted(gold_mentions(folder), key=lambda m: m.published_at)
    events = merged(mentions)
    found = score(folder, mentions, events)
    print(json.dumps({name: found[name] for name in ("dedup", "cross_article_join")}, indent=1))
    print(Counter(event.status for event in events))


if __name__ == "__main__":
    main()
