"""One node: Patroni, the Postgres that it runs, and how both are set up."""

import json
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.failover.children import children, is_alive, send, start

DYNAMIC = {
    "ttl": 20,
    "loop_wait": 1,
    "retry_timeout": 3,
    "synchronous_mode": True,
    "synchronous_mode_strict": True,
    "postgresql": {"use_pg_rewind": True, "use_slots": True, "parameters": {"max_connections": 100}},
}
"""What all nodes agree on: the shortest times that Patroni takes, and no commit that only one node has."""


@dataclass(slots=True)
class Node:
    """One of three; `bins` are Postgres's programs, `password` is that of all its users."""

    name: str
    folder: Path
    patroni: Path
    bins: Path
    etcd: int
    port: int
    rest: int
    password: str
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def api(self) -> str:
        """Where Patroni answers."""
        return f"http://127.0.0.1:{self.rest}"

    @property
    def log(self) -> Path:
        """What Patroni and Postgres print."""
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        """Start Patroni, which starts Postgres."""
        path = self.folder / f"{self.name}.json"
        path.write_text(json.dumps(self._settings()))  # JSON is YAML
        path.chmod(0o644)
        self.process = start([str(self.patroni), str(path)], self.log, {})

    def kill(self) -> None:
        """End all at once: nobody says farewell, nobody gives up the lead."""
        send(signal.SIGKILL, *self._pids())
        if self.process is not None:
            self.process.wait()

    def freeze(self) -> None:
        """Let all stand still, as a machine does that is cut off: its connections stay open, and silent."""
        send(signal.SIGSTOP, *self._pids())

    def thaw(self) -> None:
        """Let all go on, believing that no time has passed."""
        send(signal.SIGCONT, *self._pids())

    def _pids(self) -> list[int]:
        """Patroni, Postgres, and the processes of that."""
        patroni = [] if self.process is None else [self.process.pid]
        postmaster = self._postmaster()
        return patroni if postmaster is None else [*patroni, postmaster, *children(postmaster)]

    def _postmaster(self) -> int | None:
        try:
            pid = int((self._data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return None
        return pid if is_alive(pid) and self._owns(pid) else None

    @property
    def _data(self) -> Path:
        return self.folder / self.name

    def _owns(self, pid: int) -> bool:
        """Whether it is this node's Postgres, and not another process that got the pid of one that is gone."""
        return str(self._data) in Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[1:][:2]

    def _settings(self) -> dict[str, Any]:
        place = f"127.0.0.1:{self.port}"
        users = {role: {"username": role, "password": self.password} for role in ("superuser", "replication")}
        return {
            "scope": "handoff",
            "name": self.name,
            "restapi": {"listen": f"127.0.0.1:{self.rest}", "connect_address": f"127.0.0.1:{self.rest}"},
            "etcd3": {"host": f"127.0.0.1:{self.etcd}"},
            "bootstrap": {"dcs": DYNAMIC, "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "data-checksums"]},
            "postgresql": {
                "listen": place,
                "connect_address": place,
                "data_dir": str(self._data),
                "bin_dir": str(self.bins),
                "pgpass": str(self.folder / f"{self.name}.pgpass"),
                "authentication": users,
                "parameters": {"unix_socket_directories": "", "password_encryption": "scram-sha-256"},
                "pg_hba": [f"host {what} all 127.0.0.1/32 scram-sha-256" for what in ("all", "replication")],
            },
        }
