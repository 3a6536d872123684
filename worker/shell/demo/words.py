"""Events, figures and regions in the few words that fit on a terminal's line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from worker.records.event import ClaimedQuantity, StrikeEvent
from worker.regions import country_of, name_of, regions_of

SIGN = {"exact": "", "at_least": "≥", "about": "~", "up_to": "≤"}


def region(code: str) -> str:
    """Its name, without "Oblast" where no other region has the name left: Kyiv is a city beside Kyiv Oblast."""
    name = name_of(code)
    short = name.removesuffix(" Oblast")
    return name if any(name_of(other) == short for other in regions_of(country_of(code))) else short


def number(value: float | int) -> str:
    """1200000 → 1,200,000."""
    return f"{value:,.10g}"


def quantity(said: ClaimedQuantity, noun: str) -> str:
    """`≥ 4 killed`, with the span of the claims in brackets where they differ."""
    values = [claim.value for claim in said.claims] or [said.value]
    text = f"{SIGN[said.qualifier]}{number(said.value)} {noun}"
    return text if min(values) == max(values) else f"{text} (claims {number(min(values))}–{number(max(values))})"


def where(event: StrikeEvent) -> str:
    """`Kharkiv`, `Chuhuiv, Kharkiv`, or for a wave the country."""
    if event.kind == "wave":
        return f"{region(event.region)} (wave)"
    name = region(event.region)
    place = event.place
    if place is None or place.name == name or place.precision in ("region", "country"):
        return name
    return f"{place.name}, {name}"


def when(event: StrikeEvent) -> str:
    """`12 Mar`, `night to 12 Mar`, `about 12 Mar`."""
    day = f"{int(event.date[8:])} {MONTHS[int(event.date[5:7]) - 1]}"
    return {"day": day, "night": f"night to {day}", "about": f"about {day}"}[event.date_precision]


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def weapons(event: StrikeEvent) -> str:
    return ", ".join(_weapon_parts(event))


def _weapon_parts(event: StrikeEvent) -> Iterator[str]:
    for weapon in event.weapons:
        figures = [
            quantity(said, word)
            for said, word in ((weapon.launched, "launched"), (weapon.intercepted, "shot down"), (weapon.hits, "hit"))
            if said is not None
        ]
        name = weapon.type.replace("_", " ") + (f" {weapon.model}" if weapon.model else "")
        if weapon.type != "unknown" or figures:
            yield f"{name}: {', '.join(figures)}" if figures else name


def losses(event: StrikeEvent) -> str:
    """Casualties and outages."""
    casualties = event.casualties
    parts = [
        quantity(said, word)
        for said, word in ((casualties.killed, "killed"), (casualties.injured, "injured"))
        if said is not None
    ]
    for outage in event.outages:
        if outage.count is not None:
            share = outage.unit == "share"
            amount = f"{outage.count.value:.0%}" if share else number(outage.count.value)
            unit = "" if share or outage.unit is None else f" {outage.unit}"
            parts.append(f"{amount}{unit} without {outage.service}")
        else:
            parts.append(f"{outage.service} cut")
    return ", ".join(parts)


def what(event: StrikeEvent) -> str:
    """Weapons, targets and losses on one line."""
    parts = (weapons(event), ", ".join(target.replace("_", "/") for target in event.targets), losses(event))
    return " · ".join(part for part in parts if part)


def outlets(event: StrikeEvent) -> list[str]:
    """The outlets behind the event, each once, in the order they reported."""
    return list(dict.fromkeys(source.outlet or source.url or source.article_id for source in event.sources))


def some(names: Iterable[str], most: int) -> str:
    """The first names, and how many more there are."""
    listed = list(names)
    more = len(listed) - most
    return ", ".join(listed[:most]) + (f" +{more}" if more > 0 else "")


def reports(event: StrikeEvent) -> str:
    """`3 reports, 2 independent`."""
    articles = len({source.article_id for source in event.sources})
    if articles == 1:
        return "1 report"
    return f"{articles} reports, {event.independent_sources} independent"
