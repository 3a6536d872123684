"""The facts of an alert → what it says, in the terms of CAP 1.2.  A function of the rule and the facts alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from worker.records.alert import Alert, Severity
from worker.records.counts import Amounts
from worker.records.event import ClaimedQuantity, StrikeEvent
from worker.records.mention import Code
from worker.records.watching import Fact
from worker.steps.contribution import WITHOUT, instant, occurred_at
from worker.steps.step import Output
from worker.steps.watch.rules import Rule
from worker.steps.watch.steps import step_of
from worker.steps.watch.telling import corroborated_at
from worker.steps.watch.wording import FIGURES, RANK, all_of, description, headline

FRESH = timedelta(hours=24)
"""Longer after the strike, nobody is to act on it at once (CAP: urgency "Past")."""
LISTED = 10
"""Of one region, an alert lists so many events and places; a message must not grow with a war's every shell."""
REFERRED = 20
"""A message refers to so many before it, the latest."""


def fact_of(event: StrikeEvent, total: Amounts, regions: list[Code], rules: list[str]) -> Fact:
    """What an event, which adds `total` to the counts and meets these rules, brings to an alert.

    `regions` are those of a wave's strikes.
    """
    place, points = event.place, list[tuple[float, float]]()
    if place is not None and place.lat is not None and place.lon is not None and place.precision != "country":
        points = [(place.lon, place.lat)]
    without = max(total.get(name, 0) for name in WITHOUT.values())
    figures = {name: total.get(name, 0) for name in FIGURES} | {"people": without}
    corroborated = event.status == "corroborated" or event.trusted_source
    return Fact(
        day=event.date,
        regions=regions if event.kind == "wave" and regions else [event.region],
        event_ids=[event.event_id],
        incidents=[event.wave_id or event.event_id],
        rules=rules,
        since=_known_since(event),
        occurred=instant(occurred_at(event)),
        attackers=[event.attacker] if event.attacker else [],
        wave=event.kind == "wave",
        corroborated=corroborated,
        figures=figures,
        sure=figures if corroborated else {},
        share=max((float(o.count.value) for o in event.outages if o.count and o.unit == "share"), default=0.0),
        places=[place.name] if place else [],
        facilities=[event.facility.name] if event.facility else [],
        points=points,
        traceparent=event.traceparent,
    )


def together(facts: Collection[Fact]) -> Fact:
    """The facts (at least one) of events of one region as one.

    Of killed, injured, …, there were at least as many as the corroborated events have together, or any of the others by
    itself: what one source tells may be another's strike under another place or date, and must not count twice.
    """
    newest = _newest(facts)
    sure = {name: sum(fact.sure.get(name, 0) for fact in facts) for name in FIGURES}
    figures = {name: max(sure[name], *(fact.figures.get(name, 0) for fact in facts)) for name in FIGURES}
    return Fact(
        day=newest.day,
        regions=all_of(fact.regions for fact in facts),
        event_ids=all_of(fact.event_ids for fact in facts)[:LISTED],
        events=sum(fact.events for fact in facts),
        incidents=all_of(fact.incidents for fact in facts)[:LISTED],
        rules=all_of(fact.rules for fact in facts),
        since=newest.since,
        occurred=max(fact.occurred for fact in facts),
        attackers=all_of(fact.attackers for fact in facts),
        wave=newest.wave,
        needs=min(fact.needs for fact in facts),
        corroborated=any(fact.corroborated for fact in facts),
        figures=figures,
        sure=sure,
        share=max(fact.share for fact in facts),
        places=all_of(fact.places for fact in facts)[:LISTED],
        facilities=all_of(fact.facilities for fact in facts)[:LISTED],
        points=all_of(fact.points for fact in facts)[:LISTED],
        traceparent=newest.traceparent,
    )


def body(rule: Rule, others: Sequence[Rule], alert_id: str, country: Code, facts: Collection[Fact]) -> Alert:
    """The message that these facts (at least one) make, as if it were the first; they meet the `others` too.

    A toll is told by its step, so that the message changes when something that matters does.
    """
    total = _totals(facts)
    regions = sorted({region for fact in facts for region in fact.regions if region != country}) or [country]
    newest = _newest(facts)
    occurred = max(fact.occurred for fact in facts)
    return Alert(
        alert_id=alert_id,
        revision=1,
        rule=rule.name,
        rules=[rule.name, *(other.name for other in others)],
        msg_type="Alert",
        severity=max((_severity(one, total) for one in (rule, *others)), key=RANK.__getitem__),
        urgency="Immediate" if newest.since - occurred <= FRESH else "Past",
        certainty="Observed" if any(fact.corroborated for fact in facts) else "Likely",
        region=regions[0] if len(regions) == 1 else country,
        regions=regions,
        headline=headline(rule, country, regions, facts, total),
        description=description(rule, others, regions, facts, total),
        event_ids=all_of(fact.event_ids for fact in facts),
        events=sum(fact.events for fact in facts),
        incidents=all_of(fact.incidents for fact in facts),
        references=[],
        sent=newest.since,
        expires=newest.since + timedelta(hours=rule.expires_hours),
        geometry=_geometry(facts),
        traceparent=newest.traceparent,
    )


def _newest(facts: Collection[Fact]) -> Fact:
    return max(facts, key=lambda fact: (fact.since, fact.event_ids))


def _totals(facts: Collection[Fact]) -> Amounts:
    """Of the facts together: of each figure, that of the waves or that of the strikes, whichever is the greater."""
    kinds = [[fact for fact in facts if fact.wave is wave] for wave in (True, False)]
    parts = [together(several).figures for several in kinds if several]
    return {name: max((part[name] for part in parts), default=0) for name in FIGURES}


def _known_since(event: StrikeEvent) -> datetime:
    """When the last of what matters was first told: the strike, its second outlet, the steps of its tolls."""
    since = [event.first_reported_at]
    if (corroborated := corroborated_at(event)) is not None:
        since.append(corroborated)
    for quantity in (event.casualties.killed, event.casualties.injured, *(weapon.launched for weapon in event.weapons)):
        since += _reached(quantity)
    for outage in event.outages:
        since += _reached(outage.count) if outage.unit == "people" else []
    return max(since)


def _reached(quantity: ClaimedQuantity | None) -> list[datetime]:
    if quantity is None:
        return []
    step = step_of(int(quantity.value))
    return [min(times)] if (times := [claim.published_at for claim in quantity.claims if claim.value >= step]) else []


def _severity(rule: Rule, total: Amounts) -> Severity:
    severity = rule.severity
    for step in rule.escalate:
        limits = {"killed": step.killed, "injured": step.injured, "launched": step.launched, "people": step.people}
        if all(total[name] >= limit for name, limit in limits.items()):
            severity = step.severity
    return severity


def _geometry(facts: Collection[Fact]) -> dict[str, Any] | None:
    """GeoJSON of the places that are known; nothing is put where only a region is."""
    points = [list(point) for point in all_of(fact.points for fact in facts)]
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}


def following(message: Alert, last: Alert | None) -> Alert:
    """The message with its number and references, after the last one of its alert."""
    if last is None:
        return message
    return msgspec.structs.replace(
        message,
        revision=last.revision + 1,
        references=[*last.references, f"{last.alert_id}/{last.revision}"][-REFERRED:],
        references_sent=[*last.references_sent, last.sent][-REFERRED:],
    )


def says_the_same(one: Alert, other: Alert) -> bool:
    """Whether two messages differ in nothing but their number, type and trace."""

    def bare(alert: Alert) -> Alert:
        return msgspec.structs.replace(
            alert, revision=0, msg_type="Alert", references=[], references_sent=[], traceparent=None
        )

    return bare(one) == bare(other)


def toll_of(facts: Collection[Fact]) -> int:
    """The step of killed that a message of these facts tells."""
    return step_of(_totals(facts)["killed"])


def presses(new: Alert, last: Alert) -> bool:
    """Whether a change must not wait: more severe, corroborated now, or by a step more regions."""
    return (
        RANK[new.severity] > RANK[last.severity]
        or new.certainty != last.certainty
        or step_of(len(new.regions)) > step_of(len(last.regions))
    )


def output(message: Alert) -> Output:
    return Output("alerts", message.alert_id, message)
