"""The offset barrier against the plainest account of what is unfinished."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.shell.barrier import Barrier


@given(st.data())
def test_never_past_an_unfinished_record_and_at_the_end_when_all_are_done(data: st.DataObject) -> None:
    barrier, position = Barrier(100), 100
    unfinished: set[int] = set()
    for _ in range(data.draw(st.integers(0, 40))):
        finish: bool = data.draw(st.booleans())
        if unfinished and finish:
            offset = data.draw(st.sampled_from(sorted(unfinished)))
            unfinished.remove(offset)
            barrier.finish(offset)
        else:
            fetched = data.draw(st.integers(1, 10))  # offsets may have gaps: compaction, transactions
            begun: set[int] = data.draw(st.sets(st.integers(position, position + fetched - 1)))
            for offset in sorted(begun):
                barrier.begin(offset)
            unfinished |= begun
            position += fetched
            barrier.read_to(position)
        assert barrier.committable == min(unfinished, default=position)
