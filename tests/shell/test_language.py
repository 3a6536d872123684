"""The language processes, with readers that fail in every way a process can."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from tests.brokers.waiting import wait_until
from worker.records.article import Article
from worker.records.flow import Rejected
from worker.settings import Settings
from worker.shell.language import Encoded, Language, LanguageUnavailable

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


OWNER = """
import asyncio, os
from tests.shell.test_language import article, load, read, report
from worker.settings import Settings
from worker.shell.language import Language

async def main():
    language = Language(Settings(processes=1), load, report)
    (found,), = await (await language.submit([article("a")]))
    print(found.key.decode(), flush=True)
    await (await language.submit([article("hang")]))

if __name__ == "__main__":
    asyncio.run(main())
"""


def report(articles: list[Article]) -> list[list[Encoded]]:
    """As `read`, with the process in place of the key."""
    read(articles)
    return [[Encoded(str(os.getpid()).encode(), b"{}", ())] for _ in articles]


def test_a_process_ends_with_a_worker_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(OWNER)
    root = str(Path(__file__).parents[2])
    owner = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": root}
    )
    with owner:
        assert owner.stdout is not None
        process = int(owner.stdout.readline())
        assert runs(process)
        owner.kill()
    wait_until("its process is gone", lambda: not runs(process), 10)


def runs(process: int) -> bool:
    """Whether there is such a process, other than one that has ended and waits to be asked how."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return done.stdout.strip()[:1] not in ("", "Z")


def test_the_time_at_work_is_measured(tmp_path: Path) -> None:
    """Of two processes at once, both times."""

    async def run() -> tuple[float, float]:
        language = Language(Settings(processes=2), load, held)
        before = seconds()
        try:
            batches = [await language.submit([article(str(tmp_path))]) for _ in range(2)]
            await asyncio.to_thread(wait_until, "both are at work", lambda: len(list(tmp_path.iterdir())) == 2, 60)
            began = time.perf_counter()
            (tmp_path / "released").touch()
            both = 2 * (time.perf_counter() - began)
            await asyncio.gather(*batches)
        finally:
            await asyncio.to_thread(language.stop)
        return seconds() - before, both

    def seconds() -> float:
        return REGISTRY.get_sample_value("strikewire_stage_seconds_sum", {"stage": "extract"}) or 0.0

    measured, both = asyncio.run(run())
    assert measured >= both > 0
    assert REGISTRY.get_sample_value("strikewire_language_processes") == 2


def held(articles: list[Article]) -> list[list[Encoded]]:
    """At work until the folder that the article names holds `released`."""
    folder = Path(articles[0].text)
    (folder / str(os.getpid())).touch()
    wait_until("released", (folder / "released").exists, 60)
    return read(articles)
