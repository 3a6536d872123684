"""One spelling for the URLs of one article."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl|ref_src|cmpid|ocid",
    re.IGNORECASE,
)
"""Query parameters that campaigns, ad networks and share buttons add; none of them selects an article."""
PLAIN = re.compile(r"https?://[a-z0-9.-]+(?:/[^?#\s\x00-\x1f]*)?")
"""What has nothing to change but its final slash: most URLs, at a third of the time."""
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def normalised(url: str) -> str:
    """The URL with scheme and host in lower case, without default port, fragment, tracking parameters, final slash.

    What may select another article stays: path, case of the path, other parameters in their order.  What is not a URL
    with a host comes back as it is.
    """
    if PLAIN.fullmatch(url):
        return url.rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.lower()
    if not host:
        return url
    scheme = parts.scheme or "https"
    host = host.removesuffix(DEFAULT_PORTS.get(scheme, "\n"))
    query = parts.query
    if query:
        kept = [p for p in query.split("&") if p and not TRACKING.fullmatch(p.partition("=")[0])]
        query = "?" + "&".join(kept) if kept else ""
    return f"{scheme}://{host}{parts.path.rstrip('/')}{query}"


def domain(url: str) -> str | None:
    """The host of a URL in lower case, without `www.`; None where there is none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def is_web(text: str) -> bool:
    return text.startswith(("http://", "https://", "HTTP://", "HTTPS://"))
