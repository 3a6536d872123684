"""Mentions made elsewhere: the contract's fields are enough, and what may be left out is filled in.

`strikewire merge` reads these.  Our own mentions pass through unchanged.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from worker.records.flow import Rejected
from worker.records.mention import Mention

_DEFAULTS: dict[str, Any] = {
    "outlet": None,
    "url": None,
    "kind": "strike",
    "background": False,
    "attacker": None,
    "place": None,
    "date_precision": "day",
    "weapons": [],
    "casualties": {},
    "targets": [],
    "outages": [],
    "facility": None,
    "claims": [],
    "status": "current",
    "evidence": [],
}
_WEAPON_NUMBERS = ("launched", "intercepted", "hits")


def mention_from(line: bytes) -> Mention | Rejected:
    """A mention from one JSON object.  Absent and null fields take the defaults; plain numbers are exact quantities."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return _rejected("not_json", str(error))
    if not isinstance(given, dict):
        return _rejected("not_an_object", f"a mention is an object, not {type(given).__name__}")
    try:
        return msgspec.convert(_completed(given), Mention)
    except (msgspec.ValidationError, TypeError, ValueError, AttributeError) as error:
        return _rejected("bad_schema", str(error))


def _rejected(reason: str, detail: str) -> Rejected:
    return Rejected(reason=reason, detail=detail, stage="merge")


def _completed(given: dict[str, Any]) -> dict[str, Any]:
    mention = _DEFAULTS | {name: value for name, value in given.items() if value is not None}
    mention.setdefault("article_key", mention.get("url") or mention.get("article_id"))
    mention["published_at"] = _instant(mention.get("published_at") or mention.get("date"))
    mention["revised_at"] = _instant(mention.get("revised_at") or mention["published_at"])
    if isinstance(region := mention.get("region"), str):
        # The region decides: a country's code is a wave's, whatever the kind says.
        mention["kind"] = "wave" if "-" not in region else "strike" if mention["kind"] == "wave" else mention["kind"]
    place = mention["place"]
    if isinstance(place, str):
        place = {"name": place}
    if place:
        mention["place"] = {"precision": "settlement"} | {k: v for k, v in place.items() if v is not None}
    facility = mention["facility"]
    if isinstance(facility, str):
        mention["facility"] = {"name": facility, "kind": "other"}
    mention["casualties"] = {k: _quantity(v) for k, v in mention["casualties"].items() if v is not None}
    mention["weapons"] = [_weapon(weapon) for weapon in mention["weapons"]]
    mention["outages"] = [
        {k: _quantity(v) if k == "count" else v for k, v in outage.items() if v is not None}
        for outage in mention["outages"]
    ]
    return mention


def _weapon(weapon: Any) -> dict[str, Any]:
    if isinstance(weapon, str):
        return {"type": weapon}
    given = {k: _quantity(v) if k in _WEAPON_NUMBERS else v for k, v in weapon.items() if v is not None}
    return {"type": "unknown"} | given | ({"type": "unknown"} if given.get("type") == "any" else {})


def _quantity(value: Any) -> Any:
    return {"value": value} if isinstance(value, int | float) else value


def _instant(value: Any) -> str:
    """An aware RFC 3339 time; a bare date is its first instant, a naive time is UTC."""
    if not isinstance(value, str):
        raise ValueError("published_at is missing")
    at = datetime.fromisoformat(value)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
