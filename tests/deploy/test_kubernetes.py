"""The manifests: valid for Kubernetes and its operators, and in accord with the worker that they run.

Rendering needs `kustomize` or `kubectl`; the operators' own schemas come with .ci/kubernetes, which sets KUSTOMIZE and
CRDS so that nothing is skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from tests.deploy.operators import Object, assert_valid
from worker import settings
from worker.settings import Settings
from worker.shell import app, health
from worker.shell.topics import COMPACTED, DAY

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
OVERLAYS = ["development", "production"]
VERSIONS = ["1.29", "1.37"]
"""Of Kubernetes: the oldest with every field that is used, and the newest there is a schema of."""
OPERATORS = ("keda.sh", "monitoring.coreos.com")


def kustomize() -> list[str]:
    """The command that renders a folder."""
    if "KUSTOMIZE" in os.environ:
        return [os.environ["KUSTOMIZE"], "build"]
    if shutil.which("kustomize"):
        return ["kustomize", "build"]
    if shutil.which("kubectl"):
        return ["kubectl", "kustomize"]
    pytest.skip("neither kustomize nor kubectl is here")


@pytest.fixture(scope="module", params=OVERLAYS)
def rendered(request: pytest.FixtureRequest) -> list[Object]:
    command = [*kustomize(), str(FOLDER / "overlays" / request.param)]
    text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    return list(yaml.safe_load_all(text))


def one(objects: list[Object], kind: str) -> Object:
    (found,) = (item for item in objects if item["kind"] == kind)
    return found


def worker_of(objects: list[Object]) -> Object:
    container: Object = one(objects, "StatefulSet")["spec"]["template"]["spec"]["containers"][0]
    return container


def environment(objects: list[Object]) -> dict[str, str]:
    """What the worker's container finds, with a secret as the production overlay asks for."""
    data: dict[str, str] = one(objects, "ConfigMap")["data"]
    return {
        **data,
        "STRIKEWIRE_SASL_USERNAME": "u",
        "STRIKEWIRE_SASL_PASSWORD": "p",
        **variables(worker_of(objects)["env"]),
    }


FIELDS = {"status.podIP": "10.1.2.3"}
"""What Kubernetes knows of a pod."""


def variables(entries: list[Object]) -> dict[str, str]:
    """The values of a container's `env`: `$(NAME)` stands for one that was set before it."""
    found: dict[str, str] = {}
    for entry in entries:
        text = entry["value"] if "value" in entry else FIELDS[entry["valueFrom"]["fieldRef"]["fieldPath"]]
        found[entry["name"]] = re.sub(r"\$\((\w+)\)", lambda match: found[match[1]], text)
    return found


@pytest.fixture
def chosen(rendered: list[Object], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that the worker comes to; an unknown or wrong one would raise here as it does there."""
    for name in [name for name in os.environ if name.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)
    for name, value in environment(rendered).items():
        monkeypatch.setenv(name, value)
    return settings.needs_kafka(settings.load())


# -- as Kubernetes asks


def plain(path: Path) -> Iterator[Object]:
    for item in yaml.safe_load_all(path.read_text("utf-8")):
        if not item["apiVersion"].startswith(("kustomize", *OPERATORS)):
            yield item


@pytest.mark.parametrize("version", VERSIONS)
def test_every_file_is_valid(version: str) -> None:
    found = [item for path in FOLDER.rglob("*.yaml") for item in plain(path)]
    assert len(found) > 5
    for item in found:
        kubernetes_validate.validate(item, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_rendered_is_valid(rendered: list[Object], version: str) -> None:
    own = [item for item in rendered if not item["apiVersion"].startswith(OPERATORS)]
    for item in own:
        kubernetes_validate.validate(item, version, strict=True)
    broken = {**one(own, "Service"), "spec": {"selectr": {}}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, version, strict=True)


def test_what_operators_read_is_valid(rendered: list[Object]) -> None:
    for item in rendered:
        if item["apiVersion"].startswith(OPERATORS):
            assert_valid(item)


# -- as the worker asks


def test_probes_and_ports_are_the_workers(rendered: list[Object], chosen: Settings) -> None:
    container = worker_of(rendered)
    served = re.findall(r'web\.get\("([^"]+)"', Path(health.__file__).read_text("utf-8"))
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["path"] in served
        assert container[probe]["httpGet"]["port"] == "http"
    assert [port["containerPort"] for port in container["ports"]] == [chosen.http_port]
    assert chosen.http_host == "0.0.0.0"
    assert one(rendered, "Service")["spec"]["ports"][0]["targetPort"] == "http"


def test_it_may_finish_what_is_in_flight(rendered: list[Object], chosen: Settings) -> None:
    longest = chosen.batch_time_limit + chosen.request_seconds + app.STOP_SECONDS
    grace = one(rendered, "StatefulSet")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert grace >= longest + 10


def test_it_starts_before_the_probe_gives_up(rendered: list[Object], chosen: Settings) -> None:
    probe = worker_of(rendered)["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] > chosen.stuck_seconds, "a stuck worker ends by itself"


def test_tables_have_a_volume_of_their_own(rendered: list[Object], chosen: Settings) -> None:
    mounts = {mount["name"]: Path(mount["mountPath"]) for mount in worker_of(rendered)["volumeMounts"]}
    assert mounts["state"] in chosen.data_dir.parents, "beside a volume's lost+found there are other files than ours"
    spec = one(rendered, "StatefulSet")["spec"]
    assert [claim["metadata"]["name"] for claim in spec["volumeClaimTemplates"]] == ["state"]


def test_an_old_volume_is_not_used_again(rendered: list[Object]) -> None:
    """Its rows would outlive their deletion, once the tombstones are gone."""
    assert int(COMPACTED["delete.retention.ms"]) == 7 * DAY
    policy = one(rendered, "StatefulSet")["spec"]["persistentVolumeClaimRetentionPolicy"]
    assert policy["whenScaled"] == "Delete"


def test_pods_are_restricted(rendered: list[Object]) -> None:
    """As the Pod Security Standard `restricted` asks, with a root file system that cannot be written."""
    docker = (ROOT / "deploy" / "docker" / "Dockerfile").read_text("utf-8")
    user = int(re.findall(r"^USER (\d+)", docker, re.MULTILINE)[0])
    for kind in ("StatefulSet", "Job"):
        pod = one(rendered, kind)["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == user
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["enableServiceLinks"] is False, "a service's variables would be unknown settings"
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            context = container["securityContext"]
            assert context["allowPrivilegeEscalation"] is False
            assert context["readOnlyRootFilesystem"] is True
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]


def test_selectors_find_the_workers_and_them_alone(rendered: list[Object]) -> None:
    labels = one(rendered, "StatefulSet")["spec"]["template"]["metadata"]["labels"]
    others = one(rendered, "Job")["spec"]["template"]["metadata"]["labels"]
    selectors = [
        one(rendered, "StatefulSet")["spec"]["selector"]["matchLabels"],
        one(rendered, "Service")["spec"]["selector"],
        one(rendered, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
    ]
    for selector in selectors:
        assert selector.items() <= labels.items()
        assert not selector.items() <= others.items()
    policy = one(rendered, "NetworkPolicy")["spec"]
    assert policy["podSelector"]["matchLabels"].items() <= labels.items() & others.items()


def test_brokers_can_be_reached(rendered: list[Object], chosen: Settings) -> None:
    rules = one(rendered, "NetworkPolicy")["spec"]["egress"]
    ports = [port for rule in rules if "to" not in rule for port in rule["ports"]]
    for address in chosen.kafka_bootstrap_servers.split(","):
        number = int(address.rpartition(":")[2])
        assert any(port["port"] <= number <= port.get("endPort", port["port"]) for port in ports), address


def test_workers_reach_one_another(rendered: list[Object], chosen: Settings) -> None:
    """A query that another worker can answer is passed on to it."""
    assert chosen.advertised_url == f"http://{FIELDS['status.podIP']}:{chosen.http_port}"
    labels = one(rendered, "StatefulSet")["spec"]["template"]["metadata"]["labels"]
    policy = one(rendered, "NetworkPolicy")["spec"]
    for rules, side in ((policy["ingress"], "from"), (policy["egress"], "to")):
        (among,) = (rule for rule in rules if any("podSelector" in peer for peer in rule.get(side, [])))
        (workers,) = (peer["podSelector"]["matchLabels"] for peer in among[side] if "podSelector" in peer)
        assert workers.items() <= labels.items()
        assert among["ports"] == [{"port": "http"}]


def test_the_operators_rules_are_those_of_prometheus(rendered: list[Object]) -> None:
    found = [item for item in rendered if item["kind"] == "PrometheusRule"]
    if not found:
        pytest.skip("this overlay leaves the monitoring out")
    files = sorted((ROOT / "deploy" / "prometheus" / "rules").glob("*.yaml"))
    groups = [group for file in files for group in yaml.safe_load(file.read_text("utf-8"))["groups"]]
    assert found[0]["spec"]["groups"] == groups, "run python -m deploy.prometheus.operator"


def test_keda_scales_by_what_waits_for_the_intake(rendered: list[Object], chosen: Settings) -> None:
    scaled = [item for item in rendered if item["kind"] == "ScaledObject"]
    if not scaled:  # development has a fixed number
        assert one(rendered, "StatefulSet")["spec"]["replicas"] == 1
        return
    spec = scaled[0]["spec"]
    assert "replicas" not in one(rendered, "StatefulSet")["spec"], "two would set the number of workers"
    assert spec["maxReplicaCount"] <= chosen.partitions
    assert spec["scaleTargetRef"]["name"] == one(rendered, "StatefulSet")["metadata"]["name"]
    metadata = spec["triggers"][0]["metadata"]
    assert metadata["topic"] == f"{chosen.topic_prefix}articles"
    assert metadata["consumerGroup"] == f"{chosen.group}-intake"
    assert metadata["sasl"].replace("_", "-") == chosen.sasl_mechanism.lower().replace("scram-sha-", "scram-sha")
    assert (metadata["tls"] == "enable") == chosen.security_protocol.endswith("SSL")
    secrets = one(rendered, "TriggerAuthentication")["spec"]["secretTargetRef"]
    assert {entry["key"] for entry in secrets} == {"STRIKEWIRE_SASL_USERNAME", "STRIKEWIRE_SASL_PASSWORD"}
