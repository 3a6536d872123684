from __future__ import annotations

import pytest

from worker.formats.markup import body, plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>In <b>Kharkiv</b> region.</p><p>Two hurt.</p>", "In Kharkiv region.\nTwo hurt."),
        ("<div>One<br/>two</div>tail", "One\ntwo\ntail"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<html><head><title>t</title><style>p{}</style></head><body><p>x</p><script>1</script></body></html>", "x"),
        ("Smoke &amp; mirrors", "Smoke & mirrors"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("no markup,  two spaces\n\n", "no markup,  two spaces\n\n"),
        ("<p></p>", ""),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    "text",
    ["5 < 6 and 7 > 6", "a <- b", "<Kyiv>, it said", "AT&T &amp; co", "in <strong>Kyiv</strong> today", "<-- photo"],
)
def test_prose_with_signs_or_a_stray_tag_stays_as_it_is(text: str) -> None:
    assert body(text) == text


def test_a_body_that_is_html_is_stripped() -> None:
    assert body("\n <p>In <b>Kyiv</b>.</p><p>Two hurt.</p>") == "In Kyiv.\nTwo hurt."


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "bomb", ["<div>" * 900_000, "<p>a</p>" * 600_000, "<b>" * 1_500_000, "<" * 4_000_000, "&amp;" * 900_000]
)
def test_a_bomb_ends_in_bounded_time(bomb: str) -> None:
    assert len(plain(bomb + "<p>end</p>")) >= 3
