"""Sums in the terminal say what they rest on."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.shell.demo.samples import full_board
from worker.shell.demo.sums import region_table


@pytest.mark.parametrize(
    ("narrow", "told"),
    [(False, ["4", "4–9 3/10", "·", "0/10", "120,000", "10/10"]), (True, ["4+", "·", "120,000"])],
)
def test_a_sum_is_never_told_alone(narrow: bool, told: list[str]) -> None:
    console = Console(file=io.StringIO(), width=160, color_system=None)
    console.print(region_table(list(full_board().counts.values()), 9, narrow=narrow))
    assert isinstance(console.file, io.StringIO)
    (line,) = [line for line in console.file.getvalue().splitlines() if "Kharkiv" in line]
    cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
    assert cells[-len(told) :] == told
