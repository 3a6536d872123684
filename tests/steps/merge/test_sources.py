"""Copies, wire text, owners and officials: what counts as one source."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.steps.merge.invented import Merged, mention
from worker.records.event import StrikeEvent
from worker.records.mention import Claim, Mention, Provenance
from worker.steps.merge.sources import owners


def _event(*mentions: Mention) -> StrikeEvent:
    (event,) = Merged(mentions).live
    return event


def _sketch(seed: int, other: int = 0, share: float = 0.0) -> list[int]:
    """A sketch that has so much in common with that of another seed."""
    mine, theirs = ([random.Random(s).getrandbits(32) for s in range(n, n + 32)] for n in (seed * 100, other * 100))
    kept = round(32 * share)
    picks = set(random.Random(seed).sample(range(32), kept))
    return [theirs[i] if i in picks else mine[i] for i in range(32)]


def _told(number: int, outlet: str | None = None, **provenance: Any) -> Mention:
    fields: dict[str, Any] = {"outlet": outlet} if outlet else {}
    return mention(number, number, provenance=Provenance(**provenance), **fields)


def test_one_source_reports_and_two_corroborate() -> None:
    assert _event(_told(1)).status == "reported"
    assert (_event(_told(1), _told(2)).status, _event(_told(1), _told(2)).independent_sources) == ("corroborated", 2)


def test_two_articles_of_one_outlet_are_one_source() -> None:
    assert _event(_told(1, "paper.example"), _told(2, "paper.example")).status == "reported"


def test_titles_of_one_owner_are_one_source() -> None:
    assert _event(_told(1, "mirror.co.uk"), _told(2, "www.express.co.uk")).independent_sources == 1
    assert _event(_told(1, "mirror.co.uk"), _told(2, "bbc.com")).independent_sources == 2


def test_a_subdomain_belongs_to_its_domain() -> None:
    assert owners().owner_of("edition.cnn.com") == owners().owner_of("cnn.com")
    assert owners().owner_of("new.example") == "new.example"


def test_copies_of_one_text_are_one_source() -> None:
    copy = _sketch(2, other=1, share=0.8)
    assert _event(_told(1, sketch=_sketch(1)), _told(2, sketch=copy)).independent_sources == 1
    assert _event(_told(1, sketch=_sketch(1)), _told(2, sketch=_sketch(2))).independent_sources == 2


def test_reports_of_one_agency_are_one_source_its_own_site_included() -> None:
    wire = [_told(1, agency="Reuters"), _told(2, agency="Reuters"), _told(3, "reuters.com")]
    assert _event(*wire).independent_sources == 1
    assert _event(*wire, _told(4)).independent_sources == 2


def test_the_official_first_named_is_the_origin() -> None:
    quoting = [_told(1, official="governor"), _told(2, official="governor"), _told(3, official="governor")]
    assert _event(*quoting).independent_sources == 1
    assert _event(*quoting, _told(4, official="mayor")).independent_sources == 2


def test_two_officials_quoted_in_one_outlet_are_one_source() -> None:
    assert (
        _event(
            _told(1, "paper.example", official="mayor"), _told(2, "paper.example", official="governor")
        ).independent_sources
        == 1
    )


def test_each_of_two_outlets_counts_although_both_quote_both_officials() -> None:
    told = [
        _told(n, outlet, official=official)
        for n, (outlet, official) in enumerate(
            (o, w) for o in ("a.example", "b.example") for w in ("mayor", "governor")
        )
    ]
    assert _event(*told).independent_sources == 2


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
def test_never_more_than_there_are_owners_or_origins(pairs: list[tuple[int, int]]) -> None:
    told = [_told(n, f"o{owner}.example", official=f"w{origin}") for n, (owner, origin) in enumerate(pairs)]
    count = _event(*told).independent_sources
    assert 1 <= count <= min(len({o for o, _ in pairs}), len({w for _, w in pairs}))


def test_contradicting_sides_are_kept_side_by_side() -> None:
    event = _event(
        mention(1, claims=[Claim(by="UA", stance="claims")]), mention(2, 1, claims=[Claim(by="RU", stance="denies")])
    )
    assert event.claims == [Claim(by="RU", stance="denies"), Claim(by="UA", stance="claims")]


def test_a_trusted_owner_marks_the_event() -> None:
    assert _event(_told(1, "apnews.com")).trusted_source
    assert not _event(_told(1)).trusted_source
