"""A host: a machine with a server of ours, which can be killed and started again."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.machines.network import Machine
from tests.serving import ServerProcess, serving

PORT = 8000


@dataclass(slots=True)
class Host:
    """A server on `machine`, with `settings`; its output goes to `log`."""

    machine: Machine
    address: str
    settings: Mapping[str, str]
    log: Path
    _running: ExitStack = field(default_factory=ExitStack)
    _server: ServerProcess | None = None

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://{self.address}:{PORT}"

    def start(self) -> None:
        """Have it run, and wait until it serves."""
        if self._server is None:
            environment = {**self.settings, "HOST": self.address, "PORT": str(PORT)}
            with self.machine.inside():
                self._server = self._running.enter_context(serving(environment, self.log))

    def kill(self) -> None:
        """`kill -9`."""
        if self._server is not None:
            self._server.process.kill()
            self.stop()

    def stop(self) -> None:
        """End it, if it runs."""
        self._running.close()
        self._server = None
