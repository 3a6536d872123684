"""Posts every alert to a webhook: each message at least once, in order, and committed only when it was taken.

    KAFKA_BOOTSTRAP_SERVERS=localhost:9092 python examples/webhook.py https://desk.example/hook
    python examples/webhook.py --cap https://…      CAP 1.2 XML in place of JSON

What the receiver must do: answer 2xx when it has the message.  A network error, a 5xx, 408 or 429 is tried again, with
growing pauses and as long as it takes; any other answer means that the address is wrong or the message not wanted, and
ends the program with status 1: started again, it goes on with that message.  A message that comes twice has the
same `Idempotency-Key`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections import OrderedDict
from collections.abc import Iterator

import aiohttp
from aiokafka import AIOKafkaConsumer

from worker import settings, wire
from worker.exports.cap import cap_xml
from worker.records.alert import Alert
from worker.shell.kafka import consumer_options
from worker.shell.topics import name_of

TIMEOUT = aiohttp.ClientTimeout(total=30)
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds; each pause is twice the one before."""
AGAIN = {408, 425, 429}
REMEMBERED = 10_000
"""Alerts whose last delivered revision is known."""


class Refused(RuntimeError):
    """The receiver will not take the message, however often it is tried."""


class Delivered:
    """The last revision of each alert that the receiver has: the worker may send a message twice."""

    def __init__(self) -> None:
        self._revisions: OrderedDict[str, int] = OrderedDict()

    def __contains__(self, alert: Alert) -> bool:
        return self._revisions.get(alert.alert_id, 0) >= alert.revision

    def add(self, alert: Alert) -> None:
        self._revisions[alert.alert_id] = alert.revision
        self._revisions.move_to_end(alert.alert_id)
        if len(self._revisions) > REMEMBERED:
            self._revisions.popitem(last=False)


def pauses() -> Iterator[float]:
    """Seconds between tries, without end, each shortened by chance so that many clients do not come at once."""
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.5, 1)
        pause = min(2 * pause, LONGEST_PAUSE)


async def deliver(client: aiohttp.ClientSession, url: str, alert: Alert, *, cap: bool) -> None:
    """Returns when the receiver has the message.  Raises Refused."""
    body = cap_xml(alert) if cap else wire.encode(alert)
    headers = {
        "Content-Type": "application/cap+xml" if cap else "application/json",
        "Idempotency-Key": f"{alert.alert_id}/{alert.revision}",
    }
    for pause in pauses():
        try:
            async with client.post(url, data=body, headers=headers) as answer:
                if answer.ok:
                    return
                why = f"{answer.status} {answer.reason}"
                if answer.status < 500 and answer.status not in AGAIN:
                    raise Refused(f"{alert.alert_id}/{alert.revision}: {why}")
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError) as error:
            why = f"{type(error).__name__} {error}"
        print(f"{alert.alert_id}/{alert.revision}: {why}; again in {pause:.1f} s", file=sys.stderr)
        await asyncio.sleep(pause)


async def run(url: str, group: str, *, cap: bool) -> None:
    """Until it is stopped.  Raises Refused, KafkaError."""
    chosen = settings.needs_kafka(settings.load())
    delivered = Delivered()
    consumer = AIOKafkaConsumer(name_of(chosen, "alerts"), group_id=group, **consumer_options(chosen))
    async with consumer, aiohttp.ClientSession(timeout=TIMEOUT) as client:
        async for record in consumer:
            alert = wire.decode(record.value, Alert) if record.value is not None else None
            if isinstance(alert, Alert):
                if alert not in delivered:
                    await deliver(client, url, alert, cap=cap)
                    delivered.add(alert)
                    print(
                        f"{alert.sent:%Y-%m-%d %H:%M}  {alert.msg_type:6}  {alert.severity}: {alert.headline}",
                        flush=True,
                    )
            elif alert is not None:
                print(f"not an alert, at {record.partition}/{record.offset}: {alert.detail}", file=sys.stderr)
            await consumer.commit()


def main() -> None:
    parser = argparse.ArgumentParser(description="Posts every alert to a webhook.")
    parser.add_argument("url")
    parser.add_argument("--cap", action="store_true", help="CAP 1.2 XML in place of JSON")
    parser.add_argument("--group", default="strikewire-webhook", help="consumer group: it goes on where it was")
    arguments = parser.parse_args()
    try:
        asyncio.run(run(arguments.url, arguments.group, cap=arguments.cap))
    except Refused as error:
        sys.exit(f"refused: {error}")
    except settings.SettingsError as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
