"""Records for the demo's tests, and a board full of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.steps.strike_events import START, strike
from worker.records.alert import Alert
from worker.records.counts import WINDOWS, Basis, RegionCounts, WindowCounts
from worker.records.event import Source
from worker.shell.demo.board import Board, Refusal

OUTLETS = ("Halden Post", "Northgate Wire", "The Dniester Courier")


def alert(alert_id: str = "a1", revision: int = 1, **changes: Any) -> Alert:
    fields: dict[str, Any] = {
        "alert_id": alert_id,
        "revision": revision,
        "rule": "mass-casualties",
        "msg_type": "Alert",
        "severity": "Severe",
        "urgency": "Immediate",
        "certainty": "Likely",
        "region": "UA-63",
        "regions": ["UA-63"],
        "headline": "Mass casualties in Kharkiv",
        "description": "",
        "event_ids": ["e1"],
        "references": [],
        "sent": START,
        "expires": START + timedelta(days=1),
        "geometry": None,
    }
    return Alert(**(fields | changes))


def sources(count: int) -> list[Source]:
    """That many articles, each of another outlet."""
    return [
        Source(outlet=OUTLETS[n], url=None, article_id=f"a{n}", published_at=START + timedelta(hours=n))
        for n in range(count)
    ]


def full_board() -> Board:
    board = Board(total=40, fed=40)
    board.outcomes.update(mentions=25, irrelevant=12, duplicate=2, rejected=1)
    for n in range(20):
        count = n % 3 + 1
        board.take_event(
            strike(
                f"e{n}",
                status="corroborated" if count > 1 else "reported",
                sources=sources(count),
                independent_sources=count,
                killed=n,
                region="UA-63" if n % 2 else "RU-BEL",
            )
        )
        board.take_alert(alert(f"a{n}"))
    board.take_event(strike("e3", 2, status="retracted", sources=sources(1)))
    board.take_event(strike("e4", 2, status="merged", merged_into="e5", sources=sources(1)))
    for region in ("UA", "RU", "UA-63", "RU-BEL"):
        basis = {
            "killed": Basis(known=3, unknown=7, minimum=4, maximum=9),
            "without_power": Basis(known=10, unknown=0, minimum=120_000, maximum=120_000),
            "injured": Basis(known=0, unknown=10, minimum=0, maximum=0),
        }
        window = WindowCounts(strikes=10, killed=4, without_power=120_000, basis=basis)
        board.take_counts(RegionCounts(region=region, as_of=START, windows=dict.fromkeys(WINDOWS, window)))
    board.refusals.append(Refusal("not_json", "line 1 ends too soon", '{"id": "hp-7", "title": "[bold]Shells'))
    return board
