"""Faust's consumer as mended: what it waits for before partitions go."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from worker.shell.consumer import Consumer


@dataclass(eq=False)
class Message:
    """As Faust's, as far as it matters: one step took it, another never will."""

    acked: bool = False


@pytest.mark.parametrize("at_rest", [True, False])
def test_what_one_step_took_and_another_skipped_is_waited_for_only_while_somebody_is_at_work(at_rest: bool) -> None:
    consumer: Any = Consumer.__new__(Consumer)
    consumer.app = SimpleNamespace(at_rest=lambda: at_rest)
    done, skipped = Message(acked=True), Message()
    consumer._unacked_messages = {done, skipped}
    consumer._clean_unacked_messages()
    assert consumer._unacked_messages == (set() if at_rest else {skipped})
