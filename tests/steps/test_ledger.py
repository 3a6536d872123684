"""What an article says now against what it said before."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.steps.merge.invented import START, killed, mention
from worker.flow import Flow
from worker.records.flow import Reading
from worker.records.mention import Mention
from worker.steps.arrivals import KEEP, RUN
from worker.steps.ledger import STEP, copies
from worker.steps.ledger import ledger as ledger_step
from worker.steps.step import Output

KEY = "https://outlet-1.example/a1"


def reading(version: int, *mentions: Mention, key: str = KEY, **fields: Any) -> Reading:
    at = START + timedelta(hours=version)
    given: dict[str, Any] = {
        "article_key": key,
        "article_id": "a1",
        "digest": f"digest {version}",
        "revised_at": at,
        "published_at": START,
        "mentions": [replace(m, revised_at=at) for m in mentions],
    }
    return Reading(**given | fields)


class Ledger:
    def __init__(self, *readings: Reading) -> None:
        self.flow = Flow([STEP])
        for one in readings:
            self.take(one)

    def take(self, one: Reading) -> list[Output]:
        return [output for output in self.flow.take(Output("readings", one.article_key, one)) if output.value != one]

    def mentions(self, one: Reading) -> dict[str, str]:
        """Mention → status, of what goes out because of a reading."""
        return {o.value.mention_id: o.value.status for o in self.take(one) if isinstance(o.value, Mention)}

    def told(self) -> set[str]:
        """The mentions that stand after all that was sent."""
        return {m.mention_id for entry in self.flow.tables["articles"].values() for m in entry.mentions}


def test_a_first_version_sends_its_mentions_by_region() -> None:
    ledger = Ledger()
    outputs = ledger.take(reading(1, mention(1), mention(2, region="UA-14")))
    assert [(o.topic, o.key) for o in outputs] == [("mentions", "UA-63"), ("mentions", "UA-14")]
    assert ledger.flow.notes == {"ledger:outcome:mentions": 1}


def test_a_newer_version_takes_back_what_it_no_longer_tells() -> None:
    ledger = Ledger(reading(1, mention(1), mention(2)))
    second = reading(2, mention(2, casualties=killed(4)), mention(3))
    assert ledger.mentions(second) == {"m2": "current", "m3": "current", "m1": "withdrawn"}
    withdrawn = ledger.flow.tables["articles"][KEY].withdrawn
    assert [m.revised_at for m in withdrawn] == [second.revised_at]


def test_a_strike_told_again_is_current_again() -> None:
    ledger = Ledger(reading(1, mention(1)), reading(2))
    assert ledger.mentions(reading(3, mention(1))) == {"m1": "current"}


def test_an_article_taken_back_is_withdrawn() -> None:
    ledger = Ledger(reading(1, mention(1)))
    assert ledger.mentions(reading(2)) == {"m1": "withdrawn"}
    assert ledger.flow.notes["ledger:outcome:withdrawn"] == 1


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_or_equal_version_changes_nothing_and_sends_the_newest_again(version: int) -> None:
    ledger = Ledger(reading(1, mention(1)), reading(2, mention(2)))
    before = dict(ledger.flow.tables["articles"])
    old = reading(version, mention(version))
    assert ledger.mentions(old) == {"m2": "current", "m1": "withdrawn"}
    assert ledger.flow.tables["articles"] == before
    assert ledger.flow.notes["ledger:outcome:duplicate"] == 1


def test_the_same_time_with_another_digest_replaces() -> None:
    ledger = Ledger(reading(1, mention(1)))
    assert ledger.mentions(reading(1, mention(2), digest="other")) == {"m2": "current", "m1": "withdrawn"}


@given(st.permutations([1, 2, 3, 4]), st.integers(0, 3))
def test_any_order_of_versions_ends_with_the_newest(order: list[int], repeated: int) -> None:
    ledger = Ledger()
    for version in [*order, order[repeated]]:
        ledger.take(reading(version, mention(version), mention(version + 1)))
    assert ledger.told() == {"m4", "m5"}


def _alias(version: int, key: str) -> Reading:
    return reading(version, key="a1", alias_of=key)


def test_a_new_url_under_an_old_id_silences_the_old_url_in_any_order() -> None:
    old, new = "https://outlet-1.example/old", "https://outlet-1.example/new"
    records = [reading(1, mention(1), key=old), _alias(1, old), reading(2, mention(2), key=new), _alias(2, new)]
    for order in permutations(records):
        assert Ledger(*order).told() == {"m2"}


@pytest.mark.parametrize("mentions", [[], [mention(2)]], ids=["taken back", "new text"])
def test_a_version_by_its_id_alone_replaces_the_one_with_a_url_in_any_order(mentions: list[Mention]) -> None:
    records = [reading(1, mention(1)), _alias(1, KEY), reading(2, *mentions, key="a1")]
    for order in permutations(records):
        assert Ledger(*order).told() == {m.mention_id for m in mentions}
    assert (
        Ledger(*records).flow.notes["ledger:outcome:" + ("mentions" if mentions else "withdrawn")] == len(mentions) + 1
    )


def test_a_version_with_a_url_replaces_an_older_one_by_its_id_alone_in_any_order() -> None:
    records = [reading(1, mention(1), key="a1"), reading(2, mention(2)), _alias(2, KEY)]
    for order in permutations(records):
        assert Ledger(*order).told() == {"m2"}


def test_an_alias_seen_again_is_sent_again_and_is_no_article() -> None:
    old, new = "https://outlet-1.example/old", "https://outlet-1.example/new"
    ledger = Ledger(reading(1, mention(1), key=old), _alias(1, old), reading(2, mention(2), key=new), _alias(2, new))
    again = ledger.take(_alias(2, new))
    assert [(o.topic, o.key) for o in again if isinstance(o.value, Reading)] == [("readings", old)]
    assert {o.value.mention_id: o.value.status for o in again if isinstance(o.value, Mention)} == {"m1": "withdrawn"}
    assert sum(ledger.flow.notes.values()) == 2, "one outcome an article"


def test_state_is_bounded_and_what_was_revised_is_kept() -> None:
    ledger = Ledger()
    kept = "https://outlet-1.example/kept"
    ledger.take(reading(0, mention(1), key=kept))
    for number in range(1200):
        at = START + timedelta(days=number)
        key = f"https://outlet-1.example/{number}"
        ledger.take(reading(1, mention(1), key=key, published_at=at, revised_at=at))
        if number % 300 == 299:
            ledger.take(reading(1, mention(2), key=kept, digest=str(number), published_at=at, revised_at=at))
    rows = ledger.flow.tables["articles"]
    assert kept in rows
    assert len(rows) <= 400 + 2 * RUN
    assert len(ledger.flow.tables["arrivals"]) <= 2 + (400 + 2 * RUN) / RUN
    assert all(f"https://outlet-1.example/{number}" in rows for number in range(1200 - KEEP.days, 1200))


def test_rows_of_one_shard_are_forgotten_by_its_own_news() -> None:
    tables: dict[str, dict[str, object]] = {"articles": {}, "aliases": {}, "arrivals": {}}
    for shard in (0, 1):
        for number in range(RUN):
            one = reading(1, mention(1), key=f"{shard}-{number}")
            for write in ledger_step(tables, one, shard).writes:
                tables[write.table][write.key] = write.value
    late = reading(1, key="0-late", published_at=START + 2 * KEEP, revised_at=START + 2 * KEEP)
    gone = [w.key for w in ledger_step(tables, late, 0).writes if w.table == "articles" and w.value is None]
    assert sorted(gone) == sorted(f"0-{number}" for number in range(RUN))


def test_a_reading_travels_by_its_key_and_without_its_mentions_by_its_id() -> None:
    said = reading(1, mention(1))
    assert copies(said) == [said, replace(said, article_key="a1", alias_of=KEY, mentions=[])]
    assert copies(reading(1, key="a1")) == [reading(1, key="a1")]
