"""The compose file: what a profile starts is whole, and our containers run commands that exist.

.ci/containers parses it as `docker compose config` does.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from worker.__main__ import cli
from worker.settings import Settings

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
DOCKERFILE = (ROOT / "deploy" / "docker" / "Dockerfile").read_text("utf-8")
PROFILES = sorted({profile for service in SERVICES.values() for profile in service["profiles"]})


def of(profile: str) -> dict[str, dict[str, Any]]:
    return {name: service for name, service in SERVICES.items() if profile in service["profiles"]}


def test_profiles_grow() -> None:
    assert PROFILES == ["core", "demo", "monitoring"]
    assert of("core").keys() < of("monitoring").keys() < of("demo").keys() == SERVICES.keys()


@pytest.mark.parametrize("profile", PROFILES)
def test_what_a_service_waits_for_is_started_and_can_say_that_it_is_ready(profile: str) -> None:
    started = of(profile)
    for service in started.values():
        for name, wait in service.get("depends_on", {}).items():
            assert name in started
            if wait["condition"] == "service_healthy":
                awaited = started[name]
                assert "healthcheck" in awaited or ("build" in awaited and "HEALTHCHECK" in DOCKERFILE)


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if "build" in service])
def test_our_containers_run_a_command(name: str) -> None:
    command, *arguments = SERVICES[name]["command"]
    told = CliRunner().invoke(cli, [command, "--help"])
    assert told.exit_code == 0
    assert all(option in told.output for option in arguments if option.startswith("--"))


def test_workers_can_be_many() -> None:
    """Up to one for each partition: none has a name, a port or a volume that the next would need too."""
    worker = SERVICES["worker"]
    assert "container_name" not in worker
    assert "volumes" not in worker
    assert "VOLUME /var/lib/strikewire" in DOCKERFILE
    (port,) = worker["ports"]
    first, last = map(int, port.split(":")[1].split("-"))
    assert last - first + 1 == Settings().partitions


def test_what_is_mounted_is_there() -> None:
    named = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["volumes"]
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in named or (ROOT / source).is_dir()


def test_images_have_versions_and_ports_stay_on_this_machine() -> None:
    for service in SERVICES.values():
        assert re.search(r":v?\d+\.\d+\.\d+$", service["image"])
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_the_image_copies_what_is_there() -> None:
    """And what .dockerignore lets through."""
    let_through = (ROOT / ".dockerignore").read_text("utf-8").split()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in shlex.split(line)[:-1]:
            assert (ROOT / source).exists()
            assert f"!{source}" in let_through
