"""What is set apart from the garbage collector, and freed again when it is thrown away."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from worker.steps.extract.heap import settle, sweep


class _Parser:
    """Refers to itself, as spaCy's does: only the garbage collector frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def unsettled() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_was_settled_is_swept_when_it_is_thrown_away() -> None:
    parser = _Parser()
    settle()
    gone = weakref.ref(parser)
    del parser
    gc.collect()
    assert gone() is not None
    sweep()
    assert gone() is None


@pytest.mark.parametrize("settled", [True, False])
def test_a_sweep_leaves_settled_what_was(settled: bool) -> None:
    gc.unfreeze()
    if settled:
        settle()
    sweep()
    assert (gc.get_freeze_count() > 0) is settled
