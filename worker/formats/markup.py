"""HTML bodies to text, by selectolax (the lexbor parser)."""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

MARKUP = re.compile(r"</(?:p|div|article|section|body|html|span|li|ul|ol|h[1-6]|a|em|strong|b|i)\s*>|<br\s*/?>", re.I)
"""A closing tag or a line break: plain prose has neither, whatever signs it compares with."""
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.I)
LINES = (
    "address, article, aside, blockquote, br, dd, div, dl, dt, figcaption, figure, footer, h1, h2, h3, h4, h5, h6, "
    "header, hr, li, main, nav, ol, p, pre, section, table, td, th, tr, ul"
)
"""Elements that begin and end a line."""
UNSEEN = ["head", "script", "style", "noscript", "template", "iframe", "svg"]
TAG = re.compile(r"<[^<>]*>")
MAX_TAGS = 10_000
"""HTML's nesting rules cost the square of the depth: 0.2 s for 10,000 elements open at once, minutes for 300,000.

Articles have hundreds of tags.  What has more than this loses its tags without being parsed.
"""


def body(text: str) -> str:
    """A body that should be plain text: as it is, unless it plainly is HTML, that is, begins with a tag and closes one.

    A stray tag inside prose is left alone, since evidence counts characters.
    """
    return plain(text) if text.lstrip()[:1] == "<" and MARKUP.search(text) else text


def plain(html: str) -> str:
    """The text of an HTML document or fragment, one line a paragraph; what holds no markup comes back as it is."""
    if not MARKUP.search(html) and not ENTITY.search(html):
        return html
    text = _rendered(html) if html.count("<") <= MAX_TAGS else unescape(TAG.sub("\n", html))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _rendered(html: str) -> str:
    tree = LexborHTMLParser(html)
    tree.strip_tags(UNSEEN)
    for node in tree.css(LINES):
        node.insert_before("\n")
        node.insert_after("\n")
    return tree.body.text(deep=True) if tree.body else ""
