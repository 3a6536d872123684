"""The sums of a series as the record that is sent."""

from __future__ import annotations

from worker.records.counts import Amounts, Basis, RegionCounts, WindowCounts
from worker.steps.contribution import instant
from worker.steps.rolling import Reading

QUANTITIES = (
    "launched", "intercepted", "hits", "killed", "injured", "without_power", "without_heat", "without_water",
)  # fmt: skip
ALWAYS_BASED = ("killed", "injured")
"""The basis of these is told whenever anything is counted: a toll of 0 must not be taken for "nobody was hurt"."""


def region_counts(region: str, reading: Reading) -> RegionCounts | None:
    """The counts of a region as of the reading; None where nothing counts, nor did before."""
    if reading.changed_at is None:
        return None
    windows = {name: window_counts(sums) for name, sums in reading.windows.items()}
    return RegionCounts(region=region, as_of=instant(reading.changed_at), windows=windows)


def window_counts(sums: Amounts) -> WindowCounts:
    """One window.  Sums are never below 0, and a name that is absent is 0."""
    events = sum(sums.get(kind, 0) for kind in ("strikes", "interceptions", "waves"))
    basis = {}
    for name in QUANTITIES:
        known, value = sums.get(f"known:{name}", 0), sums.get(name, 0)
        unknown = sums.get(f"unknown:{name}", 0) if name.startswith("without_") else events - known
        if known or (name.startswith("without_") and unknown) or (events and name in ALWAYS_BASED):
            low, high = value - sums.get(f"under:{name}", 0), value + sums.get(f"over:{name}", 0)
            basis[name] = Basis(known=known, unknown=unknown, minimum=low, maximum=high)
    return WindowCounts(
        **{name: sums.get(name, 0) for name in ("strikes", "interceptions", "waves", *QUANTITIES)},
        by_weapon=_labelled(sums, "weapon:"),
        by_target=_labelled(sums, "target:"),
        by_attacker=_labelled(sums, "attacker:"),
        basis=basis,
    )


def _labelled(sums: Amounts, prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): sums[name] for name in sorted(sums) if name.startswith(prefix) and sums[name]}
