"""The mentions of one cluster → its event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import TypeVar

from msgspec.structs import asdict

from worker.records.event import (
    ClaimedQuantity,
    EventCasualties,
    EventEvidence,
    EventOutage,
    EventWeapon,
    Source,
    StrikeEvent,
)
from worker.records.mention import Claim, DatePrecision, Kind, Mention, Outage, Place, Quantity, WeaponType
from worker.steps.merge.rules import MergeRules
from worker.steps.merge.sources import independent_sources, is_trusted, owners
from worker.steps.merge.values import Report, best_value, report, told

H = TypeVar("H", bound=Hashable)

_CASUALTIES = ("killed", "injured", "children_killed", "children_injured")
_KINDS: tuple[Kind, ...] = ("wave", "strike", "interception")
_WEAPON_COUNTS = ("launched", "intercepted", "hits")
_MISSILE_TYPES: tuple[WeaponType, ...] = ("ballistic_missile", "cruise_missile")
_NARROWNESS = {"district": 0, "settlement": 1, "raion": 2, "region": 3, "country": 4}


def build_event(
    event_id: str,
    revision: int,
    region: str,
    anchor: str,
    mentions: Sequence[Mention],
    wave_id: str | None,
    rules: MergeRules,
) -> StrikeEvent:
    """`mentions`: all of the cluster, by publication time and id.  Withdrawn ones count only towards what the event was
    about, and only where no other is left: the event is `retracted` then, without quantities or sources."""
    current = [mention for mention in mentions if mention.status == "current"]
    about = current or mentions
    known = owners()
    reports = [report(mention) for mention in current]
    independent = independent_sources(current, known, rules.copy_similarity)
    targets = _by_frequency(target for mention in about for target in mention.targets)
    return StrikeEvent(
        event_id=event_id,
        revision=revision,
        status="retracted" if not current else "corroborated" if independent > 1 else "reported",
        mention_ids=[mention.mention_id for mention in current],
        independent_sources=independent,
        sources=sources_of(current),
        first_reported_at=about[0].published_at,
        updated_at=about[-1].published_at,
        kind=_kind(about),
        background=all(mention.background for mention in about),
        attacker=_most_common(mention.attacker for mention in about if mention.attacker),
        region=region,
        place=_place(about),
        date=anchor,
        date_precision=_precision(about, anchor),
        weapons=_weapons(about, reports, rules),
        casualties=_casualties(reports, rules),
        targets=targets,
        target_outlets={
            target: _outlets(mention for mention in about if target in mention.targets) for target in targets
        },
        outages=_outages(reports, rules),
        facility=_most_common(
            mention.facility
            for mention in sorted(about, key=lambda m: m.facility is not None and m.facility.status == "unresolved")
            if mention.facility
        ),
        claims=_claims(current),
        evidence=_evidence(current, rules.evidence_kept),
        wave_id=wave_id,
        trusted_source=any(is_trusted(mention, known) for mention in current),
        traceparent=about[-1].traceparent,
    )


def _by_frequency(values: Iterable[H]) -> list[H]:
    """Distinct values, the most frequent first, equals as they came."""
    return [value for value, _ in Counter(values).most_common()]


def _outlets(mentions: Iterable[Mention]) -> int:
    return len({mention.outlet or mention.article_id for mention in mentions})


def _most_common(values: Iterable[H]) -> H | None:
    return next(iter(_by_frequency(values)), None)


def _kind(mentions: Sequence[Mention]) -> Kind:
    """A strike where any report tells of hits."""
    return min((mention.kind for mention in mentions), key=_KINDS.index)


def _precision(mentions: Sequence[Mention], anchor: str) -> DatePrecision:
    """What most of those that give this date say of it, the certain first: a night that many tell stays one."""
    counts = Counter(mention.date_precision for mention in mentions if mention.date == anchor)
    if not counts:
        return "about"
    certain = {precision: n for precision, n in counts.items() if precision != "about"}
    return max(certain or counts, key=lambda precision: (counts[precision], precision == "day"))


def _place(mentions: Sequence[Mention]) -> Place | None:
    """The settlement (or district, raion, region) that most of them name."""
    places = [mention.place for mention in mentions if mention.place is not None]
    names = Counter(place.geonames_id or place.name.casefold() for place in places)
    return min(
        places,
        key=lambda place: (
            max(_NARROWNESS[place.precision], _NARROWNESS["settlement"]),
            -names[place.geonames_id or place.name.casefold()],
            _NARROWNESS[place.precision],
        ),
        default=None,
    )


def sources_of(mentions: Sequence[Mention]) -> list[Source]:
    """One per article, in order of publication."""
    return list(
        {
            mention.article_id: Source(
                outlet=mention.outlet,
                url=mention.url,
                article_id=mention.article_id,
                published_at=mention.published_at,
            )
            for mention in reversed(mentions)
        }.values()
    )[::-1]


def _casualties(reports: Sequence[Report], rules: MergeRules) -> EventCasualties:
    def get(name: str, mention: Mention) -> Quantity | None:
        value: Quantity | None = getattr(mention.casualties, name)
        return value

    return EventCasualties(**{n: best_value(told(reports, n, partial(get, n)), rules) for n in _CASUALTIES})


def _weapons(about: Sequence[Mention], reports: Sequence[Report], rules: MergeRules) -> list[EventWeapon]:
    """One entry a type.  Where some reports say just "missiles" and others name one kind of them, that kind is meant.

    Where they name several, or a figure is for weapons of any type, it is a total: it goes when a type's own is known.
    """
    types = {weapon.type for mention in about for weapon in mention.weapons}
    specific = [kind for kind in _MISSILE_TYPES if kind in types]
    meant: dict[WeaponType, WeaponType] = {"missile": specific[0]} if len(specific) == 1 else {}
    quantities: dict[WeaponType, dict[str, ClaimedQuantity | None]] = {}
    for kind in sorted({meant.get(kind, kind) for kind in types}):
        names = {kind, *(general for general, one in meant.items() if one == kind)}
        armed = [one for one in reports if any(weapon.type in names for weapon in one.mention.weapons)]
        quantities[kind] = {
            count: best_value(told(armed, count, _weapon_count(count, kind, names)), rules) for count in _WEAPON_COUNTS
        }
    totals: dict[WeaponType, tuple[WeaponType, ...]] = {
        "missile": _MISSILE_TYPES,
        "unknown": tuple(kind for kind in quantities if kind != "unknown"),
    }
    for total, parts in totals.items():
        for count in _WEAPON_COUNTS:
            if total in quantities and any(quantities.get(part, {}).get(count) for part in parts):
                quantities[total][count] = None
    weapons = [
        EventWeapon(
            type=kind,
            model=_most_common(
                w.model for m in about for w in m.weapons if w.model and meant.get(w.type, w.type) == kind
            ),
            **counts,
        )
        for kind, counts in quantities.items()
    ]
    return [w for w in weapons if w.type != "unknown" or w.launched or w.intercepted or w.hits or len(weapons) == 1]


def _weapon_count(count: str, kind: WeaponType, names: set[WeaponType]) -> Callable[[Mention], Quantity | None]:
    """Reads a mention's figure for a type, under its own name before a general one."""

    def get(mention: Mention) -> Quantity | None:
        figures = {weapon.type: getattr(weapon, count) for weapon in mention.weapons if weapon.type in names}
        found: Quantity | None = figures.get(kind) or next((q for q in figures.values() if q is not None), None)
        return found

    return get


def _outages(reports: Sequence[Report], rules: MergeRules) -> list[EventOutage]:
    """One entry a service, counted in the unit that most reports use."""
    services = sorted({outage.service for mention, _ in reports for outage in mention.outages})
    outages = []
    for service in services:
        lost = [o for m, _ in reports for o in m.outages if o.service == service]
        unit = _most_common(o.unit for o in lost if o.unit and o.count is not None)

        def get(mention: Mention, service: str = service, unit: str | None = unit) -> Quantity | None:
            return next((o.count for o in mention.outages if _counts(o, service, unit)), None)

        count = best_value(told(reports, "count", get), rules)
        outages.append(EventOutage(service=service, count=count, unit=unit if count else None))
    return outages


def _counts(outage: Outage, service: str, unit: str | None) -> bool:
    return outage.service == service and outage.unit == unit and outage.count is not None


def _claims(mentions: Sequence[Mention]) -> list[Claim]:
    """What each side says, its claim beside the other's denial."""
    distinct = {(claim.by, claim.stance): claim for mention in mentions for claim in mention.claims}
    return [distinct[key] for key in sorted(distinct)]


def _evidence(mentions: Sequence[Mention], limit: int) -> list[EventEvidence]:
    """The newest piece for each field, then the next newest, up to the limit."""
    first: list[EventEvidence] = []
    rest: list[EventEvidence] = []
    fields: set[str] = set()
    for mention in reversed(mentions):
        for piece in mention.evidence:
            if len(rest) >= limit and piece.field in fields:
                continue
            kept = EventEvidence(**asdict(piece), article_id=mention.article_id)
            (rest if piece.field in fields else first).append(kept)
            fields.add(piece.field)
    return list(chain(first, rest))[:limit]
