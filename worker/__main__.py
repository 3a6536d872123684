"""The `strikewire` command."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from aiokafka.errors import KafkaError
from typer.exceptions import TyperException

from worker.settings import SettingsError
from worker.shell.admin import TopicsDiffer
from worker.shell.commands import alerts, batch, config, demo, events, explain, feed, regions, topics, watch, worker
from worker.shell.kafka import BrokersUnreachable
from worker.steps.extract.model import ModelNotFound
from worker.steps.watch.rules import RuleError

cli = typer.Typer(
    name="strikewire",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (
    batch.extract,
    batch.replay,
    batch.merge,
    demo.demo,
    worker.worker,
    feed.feed,
    regions.regions,
    events.events,
    alerts.alerts,
    watch.watch,
    topics.topics,
    config.config,
):
    cli.command()(command)
cli.command("explain")(explain.command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"strikewire {version('strikewire')}")
        raise typer.Exit


@cli.callback()
def strikewire(
    _: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Strikes as the news reports them: articles in on Kafka; events, rolling counts and alerts out."""


def main() -> None:
    """Exit status 0; 1 where the work failed; 2 on bad usage or settings, with one line and no traceback."""
    try:
        status = cli(standalone_mode=False)
    except typer.Abort:  # Ctrl-C
        sys.exit(130)
    except TyperException as error:  # without a message where the help was shown
        message = error.format_message()
        sys.exit(_told(message, error.exit_code) if message else error.exit_code)
    except (SettingsError, RuleError, ModelNotFound) as error:
        sys.exit(_told(str(error), 2))
    except BrokenPipeError:  # whoever read our output has had enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (KafkaError, BrokersUnreachable, TopicsDiffer, OSError) as error:
        sys.exit(_told(str(error), 1))
    sys.exit(status)


def _told(error: str, status: int) -> int:
    print(f"strikewire: {' '.join(error.split())}", file=sys.stderr)
    return status


if __name__ == "__main__":
    main()
