"""What all commands have in common: help, completion, bars on a terminal, and how they end when something is wrong."""

from __future__ import annotations

import gzip
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.shell.terminal import on_a_terminal, strikewire
from tests.stream.installation import COMMAND
from worker.__main__ import cli
from worker.shell.demo.run import sample

NAMES = sorted(command.name or command.callback.__name__ for command in cli.registered_commands if command.callback)
ARTICLES = b"".join(line + b"\n" for line in sample()[:5])


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(ARTICLES)
    return path


def test_it_tells_its_version() -> None:
    assert strikewire("--version").stdout == f"strikewire {version('strikewire')}\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_helps(name: str) -> None:
    told = CliRunner().invoke(cli, [name, "--help"])
    assert told.exit_code == 0
    assert f"strikewire {name}" in told.output


@pytest.mark.parametrize(
    ("shell", "asked"),
    [
        ("bash", {"COMP_WORDS": "strikewire re", "COMP_CWORD": "1"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "strikewire re"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "strikewire re", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)
def test_shells_complete_commands(shell: str, asked: dict[str, str]) -> None:
    done = strikewire(_STRIKEWIRE_COMPLETE=f"complete_{shell}", **asked)
    assert {name for name in NAMES if name in done.stdout} == {"regions", "replay"}


def test_long_work_has_a_bar_on_a_terminal(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "extracting" in on_a_terminal("extract", str(articles)).stderr
    assert "merging" in on_a_terminal("replay", str(articles), "--out", str(out), "--processes", "1").stderr
    assert "merging" in on_a_terminal("merge", str(out / "mentions.jsonl")).stderr
    assert strikewire("merge", str(out / "mentions.jsonl")).stderr == ""


def assert_told(done: subprocess.CompletedProcess[str], status: int, told: str) -> None:
    assert done.returncode == status, done.stderr
    assert done.stderr.count("\n") == 1
    assert told in done.stderr


@pytest.mark.parametrize(
    "command", [["extract", "-"], ["replay", "-", "--out", "{folder}", "--processes", "2"], ["worker"]]
)
def test_a_missing_model_is_a_wrong_setting(command: list[str], tmp_path: Path) -> None:
    arguments = [part.format(folder=tmp_path) for part in command]
    settings = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "STRIKEWIRE_MODEL": "en_absent"}
    assert_told(strikewire(*arguments, **settings), 2, "en_absent")


def test_output_where_a_file_lies_is_bad_usage(articles: Path) -> None:
    assert_told(strikewire("replay", str(articles), "--out", str(articles)), 2, "--out")


def test_an_address_without_a_host_is_bad_usage() -> None:
    assert_told(strikewire("regions", "--url", "localhost"), 2, "--url")


def test_a_file_that_was_cut_short_is_told(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress(ARTICLES)[:-20])
    assert_told(strikewire("extract", str(path)), 1, str(path))


def test_a_reader_that_has_had_enough_is_no_failure_to_tell(articles: Path) -> None:
    done = subprocess.Popen([*COMMAND, "extract", str(articles)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.stdout is not None
    done.stdout.close()
    assert (done.wait(timeout=100), done.stderr.read() if done.stderr else b"") == (1, b"")
