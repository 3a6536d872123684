"""Apache Kafka in KRaft mode on this machine: one JVM per broker, free loopback ports, storage in a temporary folder.

Every node is broker and controller at once.  The jars come from Maven Central once and stay in `.cache/kafka`.
Needs Java 17 and Maven.
"""

from __future__ import annotations

import hashlib
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.brokers.waiting import wait_until
from worker.shell.broker import free_port

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / ".cache" / "kafka"
START_SECONDS = 90.0
# A broker of the tests lives for minutes: starting soon matters more than peak speed.
JVM = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
LOGGING = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dorg.slf4j.simpleLogger.showDateTime=true"]


class KafkaUnavailable(RuntimeError):
    """Apache Kafka cannot be had here, or did not start; the message says why."""


class KafkaNode:
    """One JVM.  After `kill` or `stop`, `start` brings it back on the same ports with what it had written."""

    def __init__(self, node: int, folder: Path, properties: dict[str, str], port: int, jars: Path) -> None:
        self.node = node
        self.port = port
        self._jars = jars
        self._folder = folder
        self._config = folder / "server.properties"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir()
        self._config.write_text("".join(f"{key}={value}\n" for key, value in properties.items()))

    def _java(self, *arguments: str) -> list[str]:
        return ["java", *JVM, *LOGGING, "-cp", f"{self._jars}/*", *arguments]

    def format(self, cluster_id: str, *options: str) -> subprocess.Popen[bytes]:
        """Starts the formatting of the node's storage, once in its life."""
        # In one word, since an id may begin with "-".
        named = [f"--cluster-id={cluster_id}", "--config", str(self._config)]
        return self._spawn(self._java("kafka.tools.StorageTool", "format", *named, *options))

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self._folder / "log.txt").open("ab") as log:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def start(self) -> None:
        """Starts the JVM; `KafkaCluster.wait_ready` tells when it serves."""
        assert self._process is None, "it runs"
        self._process = self._spawn(self._java("kafka.Kafka", str(self._config)))

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL: what was not on disk is lost."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM: a controlled shutdown."""
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        """SIGSTOP: the broker keeps its connections and says nothing, as in a long garbage collection."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGCONT)  # a paused JVM takes no SIGTERM
        process.send_signal(how)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def log(self) -> str:
        """The last lines of what the JVM said."""
        return (self._folder / "log.txt").read_text(errors="replace")[-4000:]


class KafkaCluster:
    """One or three brokers, ready inside the `with` block."""

    format_options: Sequence[str] = ()

    def __init__(self, brokers: int = 1) -> None:
        self.nodes: list[KafkaNode] = []
        self._size = brokers
        self._folder = Path()

    def properties(self, node: int, port: int, controller: int, voters: str, folder: Path) -> dict[str, str]:
        """The configuration of a node, which keeps its files in `folder`."""
        return node_properties(node, port, controller, voters, self._size, folder / "data")

    @property
    def bootstrap_servers(self) -> str:
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    def __enter__(self) -> Self:
        jars = fetch_jars()
        self._folder = Path(tempfile.mkdtemp(prefix="strikewire-kafka-"))
        try:
            self._build(jars)
            self._format()
            for node in self.nodes:
                node.start()
            self.wait_ready()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        # Nothing that they hold is needed again, and a quorum that shuts down politely takes its time.
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _build(self, jars: Path) -> None:
        ports = {node: (free_port(), free_port()) for node in range(1, self._size + 1)}
        voters = ",".join(f"{node}@127.0.0.1:{controller}" for node, (_, controller) in ports.items())
        for node, (port, controller) in ports.items():
            folder = self._folder / f"node-{node}"
            properties = self.properties(node, port, controller, voters, folder)
            self.nodes.append(KafkaNode(node, folder, properties, port, jars))

    def _format(self) -> None:
        cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        for node, tool in [(node, node.format(cluster_id, *self.format_options)) for node in self.nodes]:
            if tool.wait(timeout=START_SECONDS) != 0:
                raise KafkaUnavailable(f"formatting of node {node.node} failed:\n{node.log()}")

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Until every node that was started serves, and sees all the others that were."""
        running = [node for node in self.nodes if node.alive()]

        def seen() -> bool:
            if dead := [node for node in running if not node.alive()]:
                raise KafkaUnavailable(f"node {dead[0].node} ended by itself:\n{dead[0].log()}")
            return all(brokers_seen_by(node.port) == len(running) for node in running)

        if not running:
            raise KafkaUnavailable("no node runs:\n" + "\n".join(node.log() for node in self.nodes))
        wait_until(f"{len(running)} Kafka nodes that see each other", seen, seconds)

    def wait_fenced(self, node: KafkaNode, others: list[KafkaNode], seconds: float = START_SECONDS) -> None:
        """Until the `others` have given `node` up: it is in nobody's metadata."""
        wait_until(
            f"node {node.node} is given up",
            lambda: all(brokers_seen_by(other.port) == len(others) for other in others),
            seconds,
        )


def node_properties(node: int, port: int, controller: int, voters: str, size: int, data: Path) -> dict[str, str]:
    """The configuration of one node among `size`."""
    replicas = str(size)
    in_sync = str(max(1, size - 1))
    return {
        "process.roles": "broker,controller",
        "node.id": str(node),
        "controller.quorum.voters": voters,
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "log.dirs": str(data),
        "auto.create.topics.enable": "false",  # as strikewire wants it: a topic that is missing is an error
        "default.replication.factor": replicas,
        "min.insync.replicas": in_sync,
        "offsets.topic.num.partitions": "4",
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.num.partitions": "4",
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": in_sync,
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        "broker.session.timeout.ms": "6000",  # a killed node is noticed within seconds
        "broker.heartbeat.interval.ms": "1000",
        "log.cleaner.backoff.ms": "1000",  # compaction can be seen by a test
        "log.cleaner.dedupe.buffer.size": "16777216",
    }


def brokers_seen_by(port: int) -> int:
    """How many brokers are in the metadata that the broker there gives; 0 while it gives none.

    A Metadata request of version 1 for no topic, by hand, so that it needs no client and no event loop.
    """
    request = struct.pack(">hhihi", 3, 1, 1, -1, 0)  # key, version, correlation, no client id, no topics
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            head = connection.recv(12, socket.MSG_WAITALL)
    except OSError:
        return 0
    return struct.unpack(">iii", head)[2] if len(head) == 12 else 0


def fetch_jars() -> Path:
    """Folder of the jars; filled from Maven Central if this machine has not got them yet."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise KafkaUnavailable(f"Apache Kafka needs `{tool}`: install Java 17 and Maven")
    pom = HERE / "pom.xml"
    jars = CACHE / hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    if not jars.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        # Copied aside and renamed, so that an interrupted download is never taken for the whole.
        with tempfile.TemporaryDirectory(dir=CACHE) as partial:
            command = ["mvn", "--batch-mode", "--quiet", "--file", str(pom), "dependency:copy-dependencies"]
            options = ["-DincludeScope=runtime", f"-DoutputDirectory={partial}/jars"]
            done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise KafkaUnavailable(
                    f"Maven could not fetch Apache Kafka:\n{done.stdout[-3000:]}{done.stderr[-1000:]}"
                )
            if not jars.is_dir():
                Path(partial, "jars").rename(jars)
    return jars
