"""The digest of an hour: the alerts beyond the bound in one message.  A flood drowns nobody, and nothing is lost.

That every alert is told, alone or in the digest, does not depend on the order of the events; which of an hour's alerts
are told alone does: those that came first.  No rule could have it otherwise that keeps the bound and tells at once: it
would have to choose by alerts yet to come, or to take back what was sent.  The same order gives the same choice.
"""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from worker.records.alert import Alert
from worker.records.mention import Code
from worker.records.watching import AlertHour, AlertState
from worker.regions import name_of
from worker.steps.staged import Staged
from worker.steps.step import Output
from worker.steps.watch.message import following, output, says_the_same
from worker.steps.watch.wording import RANK

RULE = "digest"
HOURS = "watch_hours"


def hour_of(country: Code, message: Alert) -> str:
    """Key of the hour of event time that a message falls in."""
    return f"{country}/{message.sent:%Y-%m-%dT%H}"


def full_hour(tables: Staged, limit: int, state: AlertState, message: Alert) -> str:
    """The hour that has enough alerts without this one, which then goes into its digest; "" if there is room."""
    key = hour_of(state.country, message)
    told = _hour(tables, key).alerts
    full = len(told) >= limit and state.alert_id not in told
    return key if full and message.severity != "Extreme" else ""


def admit(tables: Staged, state: AlertState, message: Alert) -> None:
    """Counts a new alert that is told alone in its hour; the extreme ones need no room."""
    key = hour_of(state.country, message)
    hour = _hour(tables, key)
    if message.severity != "Extreme" and state.alert_id not in hour.alerts:
        tables.set(HOURS, key, msgspec.structs.replace(hour, alerts=[*hour.alerts, state.alert_id]))


def add(tables: Staged, key: str, message: Alert) -> AlertHour:
    """The hour with the message in its digest; a cancelled one is left out."""
    hour = _hour(tables, key)
    over = {name: other for name, other in hour.over.items() if name != message.alert_id}
    if message.msg_type != "Cancel":
        over[message.alert_id] = message
    hour = msgspec.structs.replace(hour, over=dict(sorted(over.items())))
    tables.set(HOURS, key, hour)
    return hour


def has_news(key: str, hour: AlertHour) -> bool:
    """Whether the digest would say anything that it has not said."""
    message = digest(key, hour)
    return message is not None and (hour.digest is None or not says_the_same(message, hour.digest))


def review(tables: Staged, key: str, cause: str) -> list[Output]:
    """Tells the digest if it has news, and again what this record had it tell."""
    hour = _hour(tables, key)
    message = digest(key, hour)
    if message is not None and has_news(key, hour):
        tables.set(HOURS, key, msgspec.structs.replace(hour, digest=message, cause=cause))
        return [output(message)]
    return again(tables, key) if hour.cause == cause else []


def again(tables: Staged, key: str) -> list[Output]:
    """The digest's last message once more, if there is one."""
    last = _hour(tables, key).digest
    return [] if last is None else [output(last)]


def is_milestone(hour: AlertHour) -> bool:
    """The digest is sent at 1, 2, 4, 8, … alerts at once, and with the next tick otherwise."""
    return len(hour.over).bit_count() == 1


def digest(key: str, hour: AlertHour) -> Alert | None:
    """The digest's next message; None where there is nothing to say."""
    alerts, last = list(hour.over.values()), hour.digest
    country = key.partition("/")[0]
    name = f"{RULE}-{blake2b(key.encode(), digest_size=8).hexdigest()}"
    if not alerts:
        if last is None or last.msg_type == "Cancel":
            return None
        return following(msgspec.structs.replace(last, msg_type="Cancel"), last)
    worst = max(alerts, key=lambda alert: RANK[alert.severity])
    event_ids = sorted({event_id for alert in alerts for event_id in alert.event_ids})
    again = last is not None and last.msg_type != "Cancel"
    message = Alert(
        alert_id=name,
        revision=1,
        rule=RULE,
        msg_type="Update" if again else "Alert",
        severity=worst.severity,
        urgency=worst.urgency,
        certainty=worst.certainty,
        region=country,
        regions=sorted({region for alert in alerts for region in alert.regions}),
        headline=f"{name_of(country)}: {len(alerts)} more alerts in one hour",
        description="\n".join(f"{alert.severity}: {alert.headline} [{alert.alert_id}]" for alert in alerts),
        event_ids=event_ids,
        events=len(event_ids),
        references=[],
        sent=max(alert.sent for alert in alerts),
        expires=max(alert.expires for alert in alerts),
        geometry=None,
        traceparent=worst.traceparent,
    )
    return following(message, last)


def _hour(tables: Staged, key: str) -> AlertHour:
    hour: AlertHour | None = tables.get(HOURS, key)
    return hour or AlertHour()
