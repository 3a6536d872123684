"""An article as a person checks it: its evidence marked in the text, and the mentions beside it.

The renderable is for `rich`; every mention has a colour, and the characters it rests on wear it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from worker.records.article import Article
from worker.records.flow import Reading
from worker.records.mention import Mention, Quantity

COLOURS = ("cyan", "yellow", "magenta", "green", "bright_red", "bright_blue")
"""Told apart on dark and on light terminals; a seventh mention begins again."""


def render(article: Article, reading: Reading) -> RenderableType:
    """The article on the left, its mentions on the right."""
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(ratio=3)
    grid.add_column(ratio=2)
    body = Group(
        _marked(article.title, reading.mentions, "title", "bold"), Text(), _marked(article.text, reading.mentions)
    )
    cards = [_card(mention, _colour(number)) for number, mention in enumerate(reading.mentions)]
    grid.add_row(body, Group(*cards) if cards else Text("no strike", style="dim"))
    when = (
        f"{article.published_at:%Y-%m-%d}"
        if article.published_precision == "day"
        else f"{article.published_at:%Y-%m-%d %H:%M} UTC"
    )
    return Panel(
        grid, title=f"{article.article_id} · {article.outlet or 'unknown outlet'} · {when}", title_align="left"
    )


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _marked(text: str, mentions: Sequence[Mention], source: str = "text", style: str = "") -> Text:
    marked = Text(_printable(text), style=style)
    for number, mention in enumerate(mentions):
        for evidence in mention.evidence:
            if evidence.source == source:
                marked.stylize(f"bold {_colour(number)}", evidence.start, evidence.end)
    return marked


def _printable(text: str) -> str:
    """Control characters as one visible sign each, so that offsets hold and a terminal obeys none of them."""
    return "".join(c if c.isprintable() or c == "\n" else "·" for c in text)


def _card(mention: Mention, colour: str) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value in _facts(mention):
        table.add_row(name, Text(_printable(value)))
    table.add_row("evidence", Group(*(_quote(mention, field) for field in _fields(mention))))
    title = f"{mention.kind}{' (background)' if mention.background else ''}"
    return Panel(table, title=title, title_align="left", border_style=colour)


def _fields(mention: Mention) -> list[str]:
    return list(dict.fromkeys(evidence.field for evidence in mention.evidence))


def _quote(mention: Mention, field: str) -> Text:
    quotes = [evidence for evidence in mention.evidence if evidence.field == field]
    said = "; ".join(
        f"“{' '.join(_printable(q.text).split())}”{f' ({q.speaker})' if q.speaker else ''}" for q in quotes
    )
    return Text.assemble((f"{field} ", "dim"), said)


def _facts(mention: Mention) -> Iterable[tuple[str, str]]:
    place = mention.place.name if mention.place else None
    yield "where", f"{place}, {mention.region}" if place else mention.region
    yield "when", mention.date + ("" if mention.date_precision == "day" else f" ({mention.date_precision})")
    yield "by", mention.attacker or "left open"
    for weapon in mention.weapons:
        counts = {"launched": weapon.launched, "shot down": weapon.intercepted, "hits": weapon.hits}
        told = ", ".join(f"{name} {_number(q)}" for name, q in counts.items() if q is not None)
        yield "weapon", " ".join(filter(None, (weapon.model or weapon.type.replace("_", " "), told and f"· {told}")))
    people = mention.casualties
    harm = {
        "killed": people.killed,
        "injured": people.injured,
        "children killed": people.children_killed,
        "children injured": people.children_injured,
    }
    for name, quantity in harm.items():
        if quantity is not None:
            yield name, _number(quantity)
    if mention.targets:
        yield "hit", ", ".join(target.replace("_", " ") for target in mention.targets)
    if mention.facility:
        yield "facility", f"{mention.facility.name} ({mention.facility.status})"
    for outage in mention.outages:
        size = f" {_number(outage.count)} {outage.unit or ''}".rstrip() if outage.count else ""
        yield "without", outage.service + size
    for claim in mention.claims:
        yield "claim", f"{claim.by} {claim.stance}"


_SIGNS = {"exact": "", "at_least": "≥ ", "about": "≈ ", "up_to": "≤ "}


def _number(quantity: Quantity) -> str:
    return f"{_SIGNS[quantity.qualifier]}{quantity.value:,}"
