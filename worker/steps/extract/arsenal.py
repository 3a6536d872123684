"""The weapons of an attack: what its sentences name, and what they count, brought together by type."""

from __future__ import annotations

import re
from collections.abc import Mapping

from worker.records.mention import Evidence, Quantity, WeaponType, WeaponUse
from worker.steps.extract.attack import Attack, Said
from worker.steps.extract.evidence import evidence_of
from worker.steps.extract.facts import CountFact, WeaponFact

_SPECIFIC: Mapping[WeaponType, tuple[WeaponType, ...]] = {"missile": ("ballistic_missile", "cruise_missile")}
_LOOSE: Mapping[WeaponType, re.Pattern[str]] = {
    "artillery": re.compile(r"shelling|shelled|bombard"),
    "bomb": re.compile(r"bomb(?:ed|ing)|cluster (?:munition|ammunition)"),
}
"""Words said loosely: "the shelling of the mall", where a missile hit it; what the rockets were filled with."""
_COUNT_FIELDS = ("launched", "intercepted", "hits")


def weapon_uses(attack: Attack, evidence: list[Evidence]) -> list[WeaponUse]:
    """Each type of weapon once, those that are named first, with its numbers; adds what they rest on to `evidence`."""
    named = _named_weapons(attack)
    counts: dict[WeaponType, dict[str, tuple[Quantity, Said]]] = {}
    last: WeaponType | None = None
    for said in attack.said:
        if not isinstance(said.fact, CountFact):
            continue
        kind = said.fact.weapon
        if kind is None:
            kind = last or next(iter(named), None) or "unknown"
        elif kind != "unknown":
            last = kind
        of_kind = counts.setdefault(kind, {})
        known = of_kind.get(said.fact.field)
        if known is None or known[0].value < said.fact.quantity.value:
            of_kind[said.fact.field] = (said.fact.quantity, said)
    _merge_general(named, counts)
    _drop_totals(counts)
    types: list[WeaponType] = [*named, *(kind for kind in counts if kind not in named)]
    result: list[WeaponUse] = []
    for kind in types:
        model: str | None = None
        if kind in named:
            fact = named[kind].fact
            assert isinstance(fact, WeaponFact)
            model = fact.model
            evidence.append(evidence_of(f"weapons.{kind}", named[kind]))
        quantities = {name: counts.get(kind, {}).get(name) for name in _COUNT_FIELDS}
        for name, found in quantities.items():
            if found is not None:
                evidence.append(evidence_of(f"weapons.{kind}.{name}", found[1]))
        launched, intercepted, hits = (found[0] if found else None for found in quantities.values())
        result.append(WeaponUse(type=kind, model=model, launched=launched, intercepted=intercepted, hits=hits))
    return result


def _drop_totals(counts: dict[WeaponType, dict[str, tuple[Quantity, Said]]]) -> None:
    """A number of weapons of all kinds says nothing more where those of each kind add up to it."""
    total = counts.get("unknown", {})
    for name in list(total):
        parts = sum(of_kind[name][0].value for kind, of_kind in counts.items() if kind != "unknown" and name in of_kind)
        if parts == total[name][0].value:
            del total[name]
    if not total:
        counts.pop("unknown", None)


def _named_weapons(attack: Attack) -> dict[WeaponType, Said]:
    """Each type with its best naming: one that gives a model, else the first.  "Shelling" beside another weapon is only
    a word for the attack."""
    named: dict[WeaponType, Said] = {}
    for said in attack.said:
        if isinstance(said.fact, WeaponFact):
            known = named.get(said.fact.weapon)
            if known is None or (isinstance(known.fact, WeaponFact) and not known.fact.model and said.fact.model):
                named[said.fact.weapon] = said
    for kind in _LOOSE:
        if len(named) > 1 and kind in named and not _is_named_outright(attack, kind):
            del named[kind]
    return named


def _is_named_outright(attack: Attack, kind: WeaponType) -> bool:
    """Is the weapon itself named somewhere, not only an act that would need it?"""
    return any(
        isinstance(said.fact, WeaponFact) and said.fact.weapon == kind and not is_loose(said) for said in attack.said
    )


def is_loose(said: Said) -> bool:
    """ "Shelling": an act that may have been done with another weapon."""
    if not isinstance(said.fact, WeaponFact) or said.fact.weapon not in _LOOSE:
        return False
    words = said.passage.text[said.fact.start : said.fact.end].lower()
    return _LOOSE[said.fact.weapon].search(words) is not None


def _merge_general(named: dict[WeaponType, Said], counts: dict[WeaponType, dict[str, tuple[Quantity, Said]]]) -> None:
    """ "Missiles" and "cruise missiles" of one attack: the special word says more."""
    for general, kinds in _SPECIFIC.items():
        present = [kind for kind in kinds if kind in named or kind in counts]
        if not present:
            continue
        named.pop(general, None)
        if len(present) == 1 and general in counts:
            special = counts.setdefault(present[0], {})
            for name, found in counts[general].items():
                special.setdefault(name, found)
            del counts[general]
