"""The rule file: what is worth an alert.  A wrong rule is refused with its line and the reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import jsonschema
import msgspec
import yaml

from worker.records.alert import Severity
from worker.records.counts import Amounts
from worker.records.event import ClaimedQuantity, StrikeEvent
from worker.records.mention import Code, Facility, Kind, Service, Target, WeaponType
from worker.regions import country_of
from worker.steps.extract.facilities import resolve
from worker.steps.watch.telling import corroborated_at

DATA = Path(__file__).parents[2] / "data"
SHIPPED = DATA / "alert-rules.yaml"
SCHEMA = DATA / "alert-rules.schema.json"


class RuleError(ValueError):
    """The rule file is wrong; the message begins with `file:line`."""


class OutageCondition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    service: list[Service] | None = None
    people: int | None = None
    share: float | None = None


class EventCondition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is given must hold; of a list, any item.  Numbers mean "at least"."""

    kind: list[Kind] | None = None
    attacker: list[Code] | None = None
    country: list[Code] | None = None
    country_not: list[Code] | None = None
    region: list[Code] | None = None
    target: list[Target] | None = None
    weapon: list[WeaponType] | None = None
    facility: list[str] | None = None
    killed: int | None = None
    injured: int | None = None
    launched: int | None = None
    regions: int | None = None
    """Of a wave: that its strikes were in so many regions.  `holds` leaves it to the alert, which learns of them."""
    outage: OutageCondition | None = None
    dated: bool = False
    """A source tells its day or night, or several independent ones tell of it."""
    trust: Literal["any", "corroborated", "trusted"] = "any"

    def holds(self, event: StrikeEvent, total: Amounts, until: datetime) -> bool:
        """Whether the event, with what it adds to the counts, meets every condition.

        A figure, or what makes it trusted, must have been told by `until`: weeks later it is history.
        """
        country = country_of(event.region)
        facility = [event.facility.kind] if event.facility and _is_there(event.facility, event.region) else []
        weapons = [weapon.type for weapon in event.weapons]
        return (
            _any_of(self.kind, [event.kind])
            and _any_of(self.attacker, [event.attacker])
            and _any_of(self.country, [country])
            and (self.country_not is None or country not in self.country_not)
            and _any_of(self.region, [event.region])
            and _any_of(self.target, event.targets if self.trust == "any" else _sure_targets(event))
            and _any_of(self.weapon, weapons)
            and _any_of(self.facility, facility)
            and _told(event.casualties.killed, self.killed, until)
            and _told(event.casualties.injured, self.injured, until)
            and (self.launched is None or _fired(event, total, self.launched, until))
            and (self.outage is None or _lost(self.outage, event, until))
            and (not self.dated or event.date_precision != "about" or _corroborated(event, until))
            and _trusted(self.trust, event, until)
        )


class Surge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """See `surge.py` for the method."""

    at_least: int
    baseline_days: int = 7
    lag_days: int = 2
    deviations: float = 3.0


class CountCondition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition over the sum of one local calendar day, and of the days before it."""

    of: str
    scope: Literal["region", "country"]
    at_least: int | None = None
    first_in_days: int | None = None
    surge: Surge | None = None


class Escalation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From these totals of the alert on, that severity."""

    severity: Severity
    killed: int = 0
    injured: int = 0
    launched: int = 0
    people: int = 0


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    headline: str
    severity: Severity
    expires_hours: float
    group: Literal["event", "region", "country"]
    escalate: list[Escalation] = []
    cooldown_hours: float = 0
    echo_days: int = 0
    event: EventCondition | list[EventCondition] | None = None
    """Of several conditions, any."""
    counts: CountCondition | None = None

    def regions_needed(self, event: StrikeEvent, total: Amounts, until: datetime) -> int | None:
        """In how many regions an event must have been to be one of this rule; None if it is none in any case."""
        several = self.event if isinstance(self.event, list) else [self.event]
        needed = [one.regions or 1 for one in several if one is not None and one.holds(event, total, until)]
        return min(needed, default=None)


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: list[Rule]
    messages_per_hour: int = 40
    newsworthy_days: int = 3
    lone_toll: int = 100
    lone_toll_of_many: int = 10


def load_rules(path: Path = SHIPPED) -> Rules:
    """The rules of a YAML file.

    Raises RuleError if the file cannot be read, is not YAML, or breaks the schema (`data/alert-rules.schema.json`).
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: {error}") from error
    return parse_rules(text, str(path))


def parse_rules(text: str, name: str) -> Rules:
    """The rules in a text; `name` is what errors call it."""
    try:
        data, tree = yaml.safe_load(text), yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"{name}:{line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise RuleError(f"{name}:1: {error}") from error
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    errors = list(validator.iter_errors(data))
    if errors:
        worst = jsonschema.exceptions.best_match(errors)
        where = ".".join(str(step) for step in worst.absolute_path) or "the file"
        raise RuleError(f"{name}:{_line(tree, worst.absolute_path)}: {where}: {worst.message}")
    rules = msgspec.convert(data, Rules)
    seen: set[str] = set()
    for number, rule in enumerate(rules.rules):
        if rule.name in seen:
            raise RuleError(f"{name}:{_line(tree, ['rules', number])}: a second rule named {rule.name!r}")
        seen.add(rule.name)
    return rules


def _line(node: yaml.Node | None, path: Iterable[str | int]) -> int:
    """The line of what the path leads to, or of the last on the way that exists."""
    line = node.start_mark.line if node else 0
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == step]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = [(node.value[step], node.value[step])]
        else:
            break
        if not found:
            break
        line, node = found[0][0].start_mark.line, found[0][1]
    return line + 1


def _any_of(wanted: Sequence[Any] | None, found: Iterable[Any]) -> bool:
    return wanted is None or any(item in wanted for item in found)


def _is_there(facility: Facility, region: Code) -> bool:
    """Not where the register knows it elsewhere: a town is shelled "from across the river, from the power plant"."""
    return "resolved" in resolve(facility.name, region) or "unresolved" in resolve(facility.name, None)


def _sure_targets(event: StrikeEvent) -> list[Target]:
    """What was hit by the word of two outlets, or of most reports: one long article may mix up the strikes of a day."""
    return [target for target in event.targets if target == event.targets[0] or event.target_outlets.get(target, 0) > 1]


def _trusted(trust: str, event: StrikeEvent, until: datetime) -> bool:
    return trust == "any" or event.trusted_source or (trust == "corroborated" and _corroborated(event, until))


def _corroborated(event: StrikeEvent, until: datetime) -> bool:
    at = corroborated_at(event)
    return at is not None and at <= until


def _fired(event: StrikeEvent, total: Amounts, least: int, until: datetime) -> bool:
    """Whether at least so much was launched, and somebody gave a number by then."""
    claims = (claim for weapon in event.weapons if weapon.launched for claim in weapon.launched.claims)
    return total.get("launched", 0) >= least and any(claim.published_at <= until for claim in claims)


def _told(quantity: ClaimedQuantity | None, least: float | None, until: datetime) -> bool:
    """Whether the quantity is at least so much, and somebody said so by then."""
    if least is None:
        return True
    if quantity is None or quantity.value < least:
        return False
    return any(claim.value >= least and claim.published_at <= until for claim in quantity.claims)


def _lost(condition: OutageCondition, event: StrikeEvent, until: datetime) -> bool:
    for outage in event.outages:
        if condition.service is not None and outage.service not in condition.service:
            continue
        if condition.people is None and condition.share is None:
            return True
        if condition.people is not None and outage.unit == "people" and _told(outage.count, condition.people, until):
            return True
        if condition.share is not None and outage.unit == "share" and _told(outage.count, condition.share, until):
            return True
    return False
