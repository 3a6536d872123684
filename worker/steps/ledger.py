"""The ledger: what an article says now against what it said before.

A new version of an article replaces the one before: its mentions go out, and those that only the older one told go
out withdrawn.  A version that is not newer changes nothing; the newest is sent again, in case its outputs were lost in
a crash.

What was last revised long before the newest news is forgotten (see `arrivals`).

Versions are ordered by `revised_at`.  Of two with the same time and different digests the later arrival stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from worker.records.article import Article
from worker.records.flow import Alias, Arrivals, LedgerEntry, Reading
from worker.records.mention import Mention
from worker.steps.arrivals import arrived
from worker.steps.step import Output, Result, StepSpec, Tables, Write
from worker.wire import digest


def said_nothing(article: Article) -> Reading:
    """The reading of an article that tells of no strike, or was taken back."""
    return Reading(
        article_key=article.key,
        article_id=article.article_id,
        digest=digest(article),
        revised_at=article.revised_at,
        published_at=article.published_at,
    )


def copies(reading: Reading) -> list[Reading]:
    """The reading, and the copy that travels by the article's id where that is not its key: without the mentions."""
    if reading.article_id == reading.article_key:
        return [reading]
    alias = replace(reading, article_key=reading.article_id, alias_of=reading.article_key, mentions=[])
    return [reading, alias]


def ledger(tables: Tables, reading: Reading, shard: int) -> Result:
    """Takes in one reading.  Notes: `outcome:` mentions, duplicate, withdrawn or irrelevant, one per article."""
    if reading.alias_of is not None:
        return _alias(tables, reading, reading.alias_of, shard)
    by_id = reading.article_key == reading.article_id and not reading.superseded
    if not by_id or reading.article_id not in tables["aliases"]:
        return _version(tables, reading, shard)
    # Without a URL, of an article that had one.
    named = _alias(tables, reading, reading.article_key, shard)
    told = _version(tables, reading, shard, before=True)
    return Result([*named.writes, *told.writes], [*named.outputs, *told.outputs], told.notes)


def _version(tables: Tables, reading: Reading, shard: int, *, before: bool = False) -> Result:
    """`before`: the article has said something under another key."""
    known: LedgerEntry | None = tables["articles"].get(reading.article_key)
    if known is not None and not _replaces(reading, known):
        return Result(outputs=_outputs(known), notes=_outcome(reading, "duplicate"))
    told = {(mention.region, mention.mention_id) for mention in reading.mentions}
    earlier = known.mentions if known else []
    entry = LedgerEntry(
        revised_at=reading.revised_at,
        digest=reading.digest,
        mentions=reading.mentions,
        withdrawn=[
            replace(mention, status="withdrawn", revised_at=reading.revised_at)
            for mention in earlier
            if (mention.region, mention.mention_id) not in told
        ],
    )
    outcome = "mentions" if reading.mentions else "withdrawn" if earlier or before else "irrelevant"
    writes = [Write("articles", reading.article_key, entry)]
    if known is None:
        writes += arrived(tables, shard, "articles", reading.article_key, reading.published_at)
    return Result(writes, _outputs(entry), _outcome(reading, outcome))


def _replaces(reading: Reading, known: LedgerEntry) -> bool:
    if reading.revised_at == known.revised_at:
        return reading.digest != known.digest
    return reading.revised_at > known.revised_at


def _outcome(reading: Reading, outcome: str) -> dict[str, int]:
    return {} if reading.superseded else {f"outcome:{outcome}": 1}


def _outputs(entry: LedgerEntry) -> list[Output]:
    mentions: Iterable[Mention] = (*entry.mentions, *entry.withdrawn)
    return [Output("mentions", mention.region, mention) for mention in mentions]


def _alias(tables: Tables, reading: Reading, key: str, shard: int) -> Result:
    """Binds an article's id to the key of its newest version; every other key it had is told to say nothing."""
    stored: Alias | None = tables["aliases"].get(reading.article_id)
    entered = [] if stored else arrived(tables, shard, "aliases", reading.article_id, reading.published_at)
    known = stored or _without_url(tables, reading.article_id)
    if known is None:
        alias = Alias(article_key=key, revised_at=reading.revised_at)
        return Result([Write("aliases", reading.article_id, alias), *entered])
    if key == known.article_key:
        alias = replace(known, revised_at=max(known.revised_at, reading.revised_at))
    elif reading.revised_at >= known.revised_at:
        old = sorted({*known.superseded, known.article_key} - {key})
        alias = Alias(article_key=key, revised_at=reading.revised_at, superseded=old)
    else:
        alias = replace(known, superseded=sorted({*known.superseded, key}))
    writes = [Write("aliases", reading.article_id, alias), *entered] if alias != stored else []
    return Result(writes, [Output("readings", old, _silence(old, reading, alias)) for old in alias.superseded])


def _without_url(tables: Tables, article_id: str) -> Alias | None:
    """The key of an article that has come with an id alone so far."""
    entry: LedgerEntry | None = tables["articles"].get(article_id)
    return Alias(article_key=article_id, revised_at=entry.revised_at) if entry else None


def _silence(key: str, reading: Reading, alias: Alias) -> Reading:
    return Reading(
        article_key=key,
        article_id=reading.article_id,
        digest=f"superseded by {alias.article_key}",
        revised_at=alias.revised_at,
        published_at=reading.published_at,
        superseded=True,
    )


STEP = StepSpec(
    name="ledger",
    run=ledger,
    inputs={"readings": Reading},
    tables={"articles": LedgerEntry, "aliases": Alias, "arrivals": Arrivals},
)
