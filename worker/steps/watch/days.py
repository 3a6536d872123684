"""Sums by local calendar day, for the rules over counts: a region's by events, a country's by regions and waves.

Days, not rolling windows: whether a day was a surge must not depend on when it was asked, and the method's source
counts days too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from worker.records.counts import Amounts, Member, Slot
from worker.records.event import StrikeEvent
from worker.records.mention import Code, Day
from worker.records.watching import Fact, MonthSums, Watched
from worker.regions import country_of, zone_of
from worker.steps.contribution import instant, microseconds
from worker.steps.counting import QUANTITIES
from worker.steps.leaves import leaf_of
from worker.steps.staged import Staged
from worker.steps.watch.message import LISTED
from worker.steps.watch.rules import Rule
from worker.steps.watch.steps import step_of
from worker.steps.watch.surge import history, reach, reached

DAYS = "watch_days"
"""By country and day: what each region and wave adds; by region and day, what each leaf does; by leaf, each event."""
MONTHS = "watch_months"
"""The sums of those rows by month, so that a look at the days around one reads few rows."""
SUMMED = ("strikes", "interceptions", *QUANTITIES)
SURE = "corroborated_strikes"
"""Summed beside them: strikes that two independent sources tell, or a trusted one."""

Touched = tuple[Code, Day]
"""A region or country, and a day of it."""


def put(
    tables: Staged, event: StrikeEvent, member: Member, waves: dict[str, Member], before: Watched | None
) -> set[Touched]:
    """Takes in an event's revision, and what its waves now add (by their ids): the days that this bears on."""
    touched: set[Touched] = set()
    if event.kind != "wave":
        if before is not None and before.day != event.date:
            touched |= _put_region(tables, before.region, before.day, event.event_id, None)
        sure = {SURE: 1} if is_sure(event) and member.amounts.get("strikes") else {}
        summed = Member(microseconds(event.first_reported_at), _summed(member.amounts) | sure)
        touched |= _put_region(tables, event.region, event.date, event.event_id, summed)
    country = country_of(event.region)
    for wave_id, rest in waves.items():
        if wave_id == event.event_id and before is not None and before.day != event.date:
            touched |= _put(tables, country, before.day, wave_id, None)
        day = str(instant(rest.at).astimezone(zone_of(country)).date())
        touched |= _put(tables, country, day, wave_id, Member(rest.at, _summed(rest.amounts)))
    return touched


def is_sure(event: StrikeEvent) -> bool:
    return event.status == "corroborated" or event.trusted_source


def facts(tables: Staged, rule: Rule, touched: set[Touched]) -> Iterator[tuple[str, Day, Fact | None]]:
    """For every region (or country) and day that the changes bear on: what the rule finds there, None if nothing."""
    assert rule.counts is not None
    own = {(key, day) for key, day in touched if ("-" in key) == (rule.counts.scope == "region")}
    later = {(key, shifted(day, days)) for key, day in own for days in reach(rule.counts)}
    for country, day in touched:
        if "-" not in country:
            later |= {
                (key, at)
                for at in (shifted(day, days) for days in history(rule.counts))
                if _sums(tables, country, at)
                for key in _row(tables, country, at)
                if "-" in key
            }
    for key, day in sorted(own | {(key, day) for key, day in later if _sum(tables, key, day, rule.counts.of)}):
        yield key, day, _fact(tables, rule, key, day)


def events_of(tables: Staged, key: Code, day: Day) -> list[str]:
    """The events of a day of a region or country."""
    members = _members(tables, key, day)
    return list(members) if "-" in key else _expanded(tables, members, day)


def forget(tables: Staged, region: Code, day: Day) -> None:
    """Deletes a day of a region and of its country, and the sums of its month."""
    for leaf in _row(tables, region, day):
        tables.set(DAYS, f"{region}/{day}/{leaf}", None)
    for key in (region, country_of(region)):
        tables.set(DAYS, f"{key}/{day}", None)
        tables.set(MONTHS, f"{key}/{day[:7]}", None)


@lru_cache(maxsize=4096)
def shifted(day: Day, days: int) -> Day:
    return str(date.fromisoformat(day) + timedelta(days=days))


def _fact(tables: Staged, rule: Rule, key: str, day: Day) -> Fact | None:
    assert rule.counts is not None
    name = rule.counts.of
    today = _sum(tables, key, day, name)
    limit = reached(
        rule.counts,
        today,
        lambda days: _sum(tables, key, shifted(day, -days), "strikes" if name == SURE else name),
        lambda days: _sum(tables, country_of(key), shifted(day, -days), name),
    )
    if limit is None:
        return None
    step = limit if rule.counts.first_in_days else max(limit, step_of(today))
    total, since, members = 0, 0, list[str]()
    for member_id, member in sorted(_members(tables, key, day).items(), key=lambda item: (item[1].at, item[0])):
        if total < step and member.amounts.get(name):
            total, since = total + member.amounts[name], member.at
            members.append(member_id)
    event_ids = members if "-" in key else _expanded(tables, members, day)
    return Fact(
        day=day,
        regions=[key] if "-" in key else sorted(member for member in members if _row(tables, member, day)),
        event_ids=sorted(event_ids)[:LISTED],
        events=len(event_ids),
        incidents=sorted(event_ids)[:LISTED],
        since=instant(since),
        occurred=instant(since),
        of=name,
        reached=step,
        corroborated=name == SURE or len(members) > 1,
    )


def _members(tables: Staged, key: str, day: Day) -> dict[str, Member]:
    """The regions and waves of a country's day, the events of a region's; none of an event's own."""
    row = _row(tables, key, day)
    if "-" not in key:
        return row
    return {event_id: one for leaf in row for event_id, one in _row(tables, key, f"{day}/{leaf}").items()}


def _expanded(tables: Staged, members: Iterable[str], day: Day) -> list[str]:
    """The events of these regions and waves."""
    return [event_id for member in members for event_id in _members(tables, member, day) or [member]]


def _put_region(tables: Staged, region: str, day: Day, event_id: str, member: Member | None) -> set[Touched]:
    leaf = leaf_of(event_id)
    part = _put_member(tables, f"{region}/{day}/{leaf}", event_id, member)
    total = _put_member(tables, f"{region}/{day}", leaf, part)
    _put_month(tables, region, day, total)
    return {(region, day)} | _put(tables, country_of(region), day, region, total)


def _put(tables: Staged, country: str, day: Day, member_id: str, member: Member | None) -> set[Touched]:
    _put_month(tables, country, day, _put_member(tables, f"{country}/{day}", member_id, member))
    return {(country, day)}


def _put_member(tables: Staged, key: str, member_id: str, member: Member | None) -> Member | None:
    """Replaces a member of a row; what they add together, at the first of their instants."""
    row: Slot | None = tables.get(DAYS, key)
    members = {other: value for other, value in (row.members if row else {}).items() if other != member_id}
    if member is not None and member.amounts:
        members[member_id] = member
    tables.set(DAYS, key, Slot(members) if members else None)
    sums: Amounts = {}
    for one in members.values():
        for name, amount in one.amounts.items():
            sums[name] = sums.get(name, 0) + amount
    return Member(min(one.at for one in members.values()), sums) if members else None


def _put_month(tables: Staged, key: str, day: Day, total: Member | None) -> None:
    month = f"{key}/{day[:7]}"
    row: MonthSums | None = tables.get(MONTHS, month)
    days = {other: amounts for other, amounts in (row.days if row else {}).items() if other != day}
    if total is not None:
        days[day] = total.amounts
    tables.set(MONTHS, month, MonthSums(days) if days else None)


def _row(tables: Staged, key: str, day: Day) -> dict[str, Member]:
    row: Slot | None = tables.get(DAYS, f"{key}/{day}")
    return row.members if row else {}


def _sums(tables: Staged, key: str, day: Day) -> Amounts:
    month: MonthSums | None = tables.get(MONTHS, f"{key}/{day[:7]}")
    return month.days.get(day, {}) if month else {}


def _sum(tables: Staged, key: str, day: Day, name: str) -> int:
    return _sums(tables, key, day).get(name, 0)


def _summed(amounts: Amounts) -> Amounts:
    return {name: amounts[name] for name in SUMMED if name in amounts}
