"""A mention: one strike as one article tells it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from worker.records.instant import Instant

Kind = Literal["strike", "wave", "interception"]
WeaponType = Literal[
    "drone", "missile", "ballistic_missile", "cruise_missile", "rocket", "artillery", "bomb", "unknown"
]
Target = Literal[
    "energy", "oil_gas", "water", "heating", "rail", "port", "transport", "telecom", "residential", "commercial",
    "health", "education", "culture", "government", "industry", "military", "other",
]  # fmt: skip
Service = Literal["electricity", "water", "heating", "gas", "telecom", "transport"]
OutageUnit = Literal["people", "households", "buildings", "customers", "settlements", "share"]
Qualifier = Literal["exact", "at_least", "about", "up_to"]
DatePrecision = Literal["day", "night", "about"]
"""`day`: that local date.  `night`: the night that ends on it.  `about`: that date, or a neighbouring one."""
PlacePrecision = Literal["district", "settlement", "raion", "region", "country"]
Speaker = Literal["official", "military", "witness", "outlet"]
Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""ISO 3166-2 code of a first-order region, or ISO 3166-1 alpha-2 of a country."""
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Quantity(msgspec.Struct, frozen=True, gc=False):
    value: Annotated[float, msgspec.Meta(ge=0)] | Annotated[int, msgspec.Meta(ge=0)]
    qualifier: Qualifier = "exact"


class WeaponUse(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Weapons of one type in one strike: fired, shot down, arrived.  `type` is always written."""

    type: WeaponType
    model: str | None = None
    launched: Quantity | None = None
    intercepted: Quantity | None = None
    hits: Quantity | None = None


class Casualties(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    killed: Quantity | None = None
    injured: Quantity | None = None
    children_killed: Quantity | None = None
    children_injured: Quantity | None = None


class Place(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A named place; `lat` and `lon` in degrees (WGS 84), absent where only the name is known."""

    name: str
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision
    geonames_id: int | None = None


class Outage(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A service lost; a `share` is a fraction of one."""

    service: Service
    count: Quantity | None = None
    unit: OutageUnit | None = None


class Facility(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A facility that the text names, in its words; `unresolved` where the register does not know it."""

    name: str
    kind: str
    status: Literal["resolved", "unresolved"] = "unresolved"
    ref: str | None = None
    """Its id in the facility register, where resolved."""


class Claim(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Which side stands behind the report of the strike, or against it."""

    by: Code
    stance: Literal["claims", "denies"]


class Evidence(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, rename={"source": "in"}):
    """The characters that say a field's value: `text[start:end]` of the article's text, or of its title."""

    field: str
    start: int
    end: int
    text: str
    source: Literal["text", "title"] = "text"
    speaker: Speaker | None = None


class Provenance(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What tells independent sources from copies of one another."""

    agency: str | None = None
    """A news agency whose report this is by its own word."""
    official: str | None = None
    """The official first named as the source, surname in lower case."""
    sketch: list[int] = []
    """MinHash values of the article's word 5-grams (32 unsigned 32-bit numbers)."""


class Mention(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One strike as one article tells it.  `region` is the attacked country's alpha-2 for a wave."""

    mention_id: str
    article_id: str
    outlet: str | None
    url: str | None
    published_at: Instant
    kind: Kind
    background: bool
    attacker: Code | None
    region: Code
    place: Place | None
    date: Day
    date_precision: DatePrecision
    time_of_day: Literal["night", "morning", "afternoon", "evening"] | None = None
    weapons: list[WeaponUse]
    casualties: Casualties
    targets: list[Target]
    outages: list[Outage]
    facility: Facility | None
    claims: list[Claim]
    status: Literal["current", "withdrawn"]
    """`withdrawn`: the article was corrected or taken back and no longer tells of this strike."""
    evidence: list[Evidence]
    article_key: str
    revised_at: Instant
    """Of the article's version that this mention was read from: the later version replaces the earlier."""
    provenance: Provenance = Provenance()
    traceparent: str | None = None

    def __post_init__(self) -> None:
        if (self.kind == "wave") != ("-" not in self.region):
            raise ValueError(f"a wave has a country as its region, a strike a region: {self.kind} {self.region}")
