"""The order in which a file is fed."""

from __future__ import annotations

from worker.shell.commands.feed import as_published


def article(number: int, published: str) -> bytes:
    return (
        f'{{"id": "a-{number}", "outlet": "Lowland Courier", "title": "Market opens", "text": "It is open.",'
        f' "published_at": "{published}"}}\n'
    ).encode()


def test_articles_go_as_they_were_published() -> None:
    first, second, third = (article(n, f"2026-03-0{n}T08:00:00Z") for n in (1, 2, 3))
    broken = b'{"id": "a-4", "title\n'
    assert as_published([third, first, broken, second]) == [first, broken, second, third]
