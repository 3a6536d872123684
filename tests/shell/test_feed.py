"""The order in which a file is fed."""

from __future__ import annotations

import pytest

from worker.shell.commands.feed import as_published


def article(number: int, published: str) -> bytes:
    return (
        f'{{"id": "a-{number}", "outlet": "Lowland Courier", "title": "Market opens", "text": "It is open.",'
        f' "published_at": "{published}"}}\n'
    ).encode()


def test_articles_go_as_they_were_published() -> None:
    first, second, third = (article(n, f"2026-03-0{n}T08:00:00Z") for n in (1, 2, 3))
    broken = b'{"id": "a-4", "title\n'
    assert [line for _, line in as_published([third, first, broken, second])] == [first, broken, second, third]


def test_years_do_not_go_by_at_once() -> None:
    days = ("2022-03-01T00:00:00Z", "2022-03-01T12:00:00Z", "2022-03-11T12:00:00Z", "2025-03-11T12:00:00Z")
    due = [at for at, _ in as_published(article(n, day) for n, day in enumerate(days))]
    assert due == pytest.approx([0, 0.01, 0.21, 5.21])
