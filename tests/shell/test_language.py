"""The language processes, with readers that fail in every way a process can."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from worker.records.article import Article
from worker.records.flow import Rejected
from worker.settings import Settings
from worker.shell.language import Encoded, Language, LanguageUnavailable, copies, empty

AT = datetime(2026, 3, 1, tzinfo=UTC)


def article(text: str, key: str = "https://gazette.example/1") -> Article:
    return Article(article_id=text, key=key, text=text, published_at=AT, revised_at=AT)


def load(model: str) -> None:
    if model == "absent":
        raise OSError("no such model")


def read(articles: list[Article]) -> list[list[Encoded]]:
    for each in articles:
        if each.text == "hang":
            time.sleep(600)
        if each.text == "die":
            os._exit(7)
        if each.text == "raise":
            raise ValueError("no idea")
    return [[Encoded(each.text.encode(), b"{}", ())] for each in articles]


def outcomes(texts: Sequence[str], **settings: object) -> list[str]:
    """What became of each article: its key, or the reason of its refusal."""

    async def run() -> list[str]:
        language = Language(Settings(processes=1, batch_time_limit=1.5).model_copy(update=settings), load, read)
        try:
            found = await (await language.submit([article(text) for text in texts]))
        finally:
            await asyncio.to_thread(language.stop)
        return [one.reason if isinstance(one, Rejected) else one[0].key.decode() for one in found]

    return asyncio.run(run())


def test_a_bad_article_costs_itself_and_nothing_else() -> None:
    assert outcomes(["a", "hang", "b", "die", "c", "raise", "d"]) == [
        "a", "timeout", "b", "process_died", "c", "extract_failed", "d",
    ]  # fmt: skip


def test_without_a_model_no_article_is_refused_for_it() -> None:
    with pytest.raises(LanguageUnavailable, match="language processes"):
        outcomes(["a"], model="absent")


def test_a_reading_travels_by_key_and_by_id() -> None:
    reading, alias = copies(empty(article("some id")))
    assert (reading.article_key, reading.alias_of) == ("https://gazette.example/1", None)
    assert (alias.article_key, alias.alias_of, alias.mentions) == ("some id", "https://gazette.example/1", [])
    assert copies(empty(article("n-1", key="n-1"))) == [empty(article("n-1", key="n-1"))]
