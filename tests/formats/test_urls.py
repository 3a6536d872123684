from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.formats.urls import domain, normalised


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://North.Example:443/World/Kyiv/", "https://north.example/World/Kyiv"),
        ("http://north.example:80", "http://north.example"),
        ("https://north.example:8443/a", "https://north.example:8443/a"),
        ("https://north.example/a?utm_source=x&id=7&fbclid=9&UTM_Medium=y#part", "https://north.example/a?id=7"),
        ("https://north.example/a?p=2&q=1", "https://north.example/a?p=2&q=1"),
        ("https://north.example/a?utm_source=x", "https://north.example/a"),
        ("https://north.example/a//", "https://north.example/a"),
        ("//north.example/a/", "https://north.example/a"),
        ("https://[broken", "https://[broken"),
        ("urn:newsml:meridian:1", "urn:newsml:meridian:1"),
    ],
)
def test_one_spelling_for_one_article(url: str, expected: str) -> None:
    assert normalised(url) == expected


def test_the_outlet_is_the_host_without_www() -> None:
    assert domain("https://WWW.North.Example/a") == "north.example"
    assert domain("no url") is None


@given(st.text() | st.from_regex(r"https?://[a-zA-Z.]{1,20}(:\d{1,3})?/[a-z/?&=#]{0,30}", fullmatch=True))
def test_normalising_twice_changes_nothing(url: str) -> None:
    once = normalised(url)
    assert normalised(once) == once
