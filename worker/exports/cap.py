"""An alert's message as Common Alerting Protocol 1.2 XML (OASIS Standard CAP-v1.2, 1 July 2010).

Section numbers are those of the standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from worker.records.alert import Alert
from worker.regions import name_of

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-�\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold: most control characters, lone surrogates."""

register_namespace("", NAMESPACE)


def cap_xml(alert: Alert, sender: str = "strikewire", sender_name: str = "strikewire") -> bytes:
    """The message as a UTF-8 document that is valid against the CAP 1.2 schema.

    `sender` must be unique to who issues it, without spaces, commas, `<` or `&` (3.2.1); ValueError otherwise.
    """
    if not re.fullmatch(r"[^\s,<&]+", sender):
        raise ValueError(f"a CAP sender holds no spaces, commas, < or &: {sender!r}")
    root = Element(f"{{{NAMESPACE}}}alert")
    _add(root, "identifier", f"{alert.alert_id}/{alert.revision}")
    _add(root, "sender", sender)
    _add(root, "sent", _time(alert.sent))
    _add(root, "status", "Actual")
    _add(root, "msgType", alert.msg_type)
    _add(root, "scope", "Public")
    if alert.references:
        earlier = zip(alert.references, alert.references_sent, strict=True)
        _add(root, "references", " ".join(f"{sender},{name},{_time(sent)}" for name, sent in earlier))
    if alert.incidents:
        _add(root, "incidents", " ".join(alert.incidents))
    info = SubElement(root, f"{{{NAMESPACE}}}info")
    _add(info, "language", "en")
    _add(info, "category", "Security")
    _add(info, "event", alert.rule.replace("-", " "))
    _add(info, "urgency", alert.urgency)
    _add(info, "severity", alert.severity)
    _add(info, "certainty", alert.certainty)
    _add(info, "effective", _time(alert.sent))
    _add(info, "expires", _time(alert.expires))
    _add(info, "senderName", sender_name)
    _add(info, "headline", alert.headline)
    _add(info, "description", alert.description)
    rules = (("rule", rule) for rule in alert.rules or [alert.rule])
    _pairs(info, "parameter", [*rules, *(("event_id", event_id) for event_id in alert.event_ids)])
    area = SubElement(info, f"{{{NAMESPACE}}}area")
    _add(area, "areaDesc", ", ".join(name_of(region) for region in alert.regions))
    for longitude, latitude in _points(alert.geometry):
        _add(area, "circle", f"{latitude},{longitude} 0")
    _pairs(area, "geocode", [("ISO 3166", region) for region in alert.regions])
    document: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{NAMESPACE}}}{name}").text = _NOT_XML.sub("", text)


def _pairs(parent: Element, name: str, pairs: Iterable[tuple[str, str]]) -> None:
    for key, value in pairs:
        pair = SubElement(parent, f"{{{NAMESPACE}}}{name}")
        _add(pair, "valueName", key)
        _add(pair, "value", value)


def _time(instant: datetime) -> str:
    """Whole seconds with an offset; UTC is written -00:00, and never Z (3.3.2)."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")


def _points(geometry: dict[str, Any] | None) -> list[list[float]]:
    if geometry is None:
        return []
    coordinates: Any = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Point" else coordinates
