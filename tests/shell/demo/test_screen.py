"""The demo fits its terminal, and reads well without one."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.shell.demo.samples import alert, full_board, sources
from tests.steps.strike_events import strike
from worker.shell.demo import summary
from worker.shell.demo.board import Board
from worker.shell.demo.plain import Plain
from worker.shell.demo.screen import Screen


def drawn(board: Board, width: int, height: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    screen = Screen(board, "127.0.0.1:9092")
    screen.metrics = "http://127.0.0.1:9464/metrics"
    console.print(screen, end="")
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize(("width", "height"), [(200, 60), (120, 40), (80, 24), (60, 20)])
@pytest.mark.parametrize("board", [Board(total=1), full_board()], ids=["empty", "full"])
def test_the_screen_fills_its_terminal_and_no_more(board: Board, width: int, height: int) -> None:
    lines = drawn(board, width, height)
    assert len(lines) == height
    assert max(map(len, lines)) <= width


def test_the_screen_shows_events_with_their_sources_alerts_and_regions() -> None:
    text = "\n".join(drawn(full_board(), 140, 50))
    for told in ("3 reports, 3 independent: Halden Post", "Mass casualties", "Belgorod", "120,000", ":9464/metrics"):
        assert told in text


def printed(board: Board, width: int = 140) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    summary.show(console, board, 51.2)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_summary_says_what_was_merged_and_what_was_refused() -> None:
    text = printed(full_board())
    assert "40 articles became 18 events and 20 alerts in 51 seconds" in text
    assert "2 reports, 2 independent: Halden Post, Northgate Wire" in text
    assert "e4 gave way to e5" in text
    assert "no source stands by it any more" in text
    assert "line 1 ends too soon" in text
    assert "[bold]Shells" in text, "what articles say is never read as markup"


def test_without_a_terminal_each_change_is_one_line() -> None:
    console = Console(file=io.StringIO(), width=40, color_system=None)
    plain = Plain(Board(total=10), console)
    plain.took(strike("e1", 1))
    plain.took(strike("e1", 2))  # nothing that a reader would miss
    plain.took(strike("e1", 3, sources=sources(2), independent_sources=2, status="corroborated"))
    plain.took(alert(headline="Mass casualties in Kharkiv, told in many words, so that the line is long"))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["event", "revised", "alert"]
