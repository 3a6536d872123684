"""What one event adds to the counts, and at which instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from worker.records.counts import Amounts, Member
from worker.records.event import ClaimedQuantity, EventWeapon, QuantityClaim, StrikeEvent
from worker.regions import zone_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

KIND = {"strike": "strikes", "interception": "interceptions", "wave": "waves"}
WITHOUT = {"electricity": "without_power", "heating": "without_heat", "water": "without_water"}


def counts(event: StrikeEvent) -> bool:
    """Whether the event is counted at all: not if it gave way, was taken back, or is only recalled."""
    return event.status in ("reported", "corroborated") and not event.background


def occurred_at(event: StrikeEvent) -> int:
    """The instant an event is counted at, in microseconds since 1970 (UTC).

    Reports give a date, seldom an hour.  By the first report the strike had happened, so that is the instant, but held
    within the event's local date: a strike first told three days later counts at the end of its own day.
    """
    day, zone = date.fromisoformat(event.date), zone_of(event.region)
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day, time(23, 59, 59), zone)
    return microseconds(max(start, min(event.first_reported_at, end)))


def microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def instant(at: int) -> datetime:
    """The inverse of `microseconds`."""
    return EPOCH + at * MICROSECOND


def member_of(event: StrikeEvent) -> Member:
    """What the event adds, and when; nothing where it does not count."""
    return Member(occurred_at(event), amounts(event) if counts(event) else {})


def amounts(event: StrikeEvent) -> Amounts:
    """All that the event adds, by name; what is zero is left out.

    Beside the quantities themselves: `known:Q` (1 where the event gives Q), `under:Q` and `over:Q` (how far the
    claims reach below and above its value), `unknown:without_…` (an outage without a number of people), and for a
    strike `weapon:…`, `target:…`, `attacker:…`.
    """
    total: Amounts = {KIND[event.kind]: 1}
    for name in ("launched", "intercepted", "hits"):
        _add_range(total, name, _fired(event.weapons, name))
    for name in ("killed", "injured"):
        _add_range(total, name, _range(getattr(event.casualties, name)))
    for name, group in _outages(event):
        if group is None:
            total[f"unknown:{name}"] = 1
        else:
            _add_range(total, name, group)
    if event.kind == "strike":
        labels = {f"weapon:{weapon.type}" for weapon in event.weapons} | {
            f"target:{target}" for target in event.targets
        }
        if event.attacker:
            labels.add(f"attacker:{event.attacker}")
        total |= dict.fromkeys(labels, 1)
    return {name: amount for name, amount in sorted(total.items()) if amount}


Range = tuple[int, int, int]
"""Lowest claim, current best value, highest claim."""


def _add_range(total: Amounts, name: str, found: Range | None) -> None:
    if found is None:
        return
    low, value, high = found
    total |= {name: value, f"known:{name}": 1, f"under:{name}": value - low, f"over:{name}": high - value}


def _range(quantity: ClaimedQuantity | None) -> Range | None:
    """The bounds are those of each outlet's latest word: a toll that rose is no conflict."""
    if quantity is None:
        return None
    latest: dict[str, QuantityClaim] = {}
    for claim in sorted(quantity.claims, key=lambda claim: (claim.published_at, claim.article_id, claim.value)):
        latest[claim.outlet or claim.article_id] = claim
    values = [round(quantity.value), *(round(claim.value) for claim in latest.values())]
    return min(values), values[0], max(values)


def _fired(weapons: Iterable[EventWeapon], name: str) -> Range | None:
    """The weapons of all types together.

    A type may be told beside what includes it ("83 missiles, 43 of them cruise missiles"), so the wider figure stands
    where it is the greater: `missile` over the ballistic and cruise missiles, `unknown` over all.
    """
    by_type: dict[str, Range] = {}
    for weapon in weapons:
        found = _range(getattr(weapon, name))
        if found is not None:
            by_type[weapon.type] = _plus(by_type.get(weapon.type), found)
    if not by_type:
        return None
    missiles = _wider(
        by_type.pop("missile", None), [by_type.pop("ballistic_missile", None), by_type.pop("cruise_missile", None)]
    )
    unknown = by_type.pop("unknown", None)
    return _wider(unknown, [missiles, *by_type.values()])


def _wider(whole: Range | None, parts: Iterable[Range | None]) -> Range | None:
    together: Range | None = None
    for part in parts:
        together = _plus(together, part) if part is not None else together
    if whole is None or together is None:
        return whole or together
    return max(whole[0], together[0]), max(whole[1], together[1]), max(whole[2], together[2])


def _plus(left: Range | None, right: Range) -> Range:
    return right if left is None else (left[0] + right[0], left[1] + right[1], left[2] + right[2])


def _outages(event: StrikeEvent) -> Iterable[tuple[str, Range | None]]:
    """The services lost, with the people without (the greatest figure: outages of an event overlap), None if untold."""
    found: dict[str, Range | None] = {}
    for outage in event.outages:
        name = WITHOUT.get(outage.service)
        if name is None:
            continue
        people = _range(outage.count) if outage.unit == "people" else None
        known = found.get(name)
        found[name] = max(known, people, key=lambda group: group[1]) if known and people else known or people
    return sorted(found.items())
