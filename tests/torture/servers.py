"""A server of ours: `python server.py` with two workers, between a way to the database and one from the clients."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from tests.db.proxy import Proxy
from tests.serving import PROJECT, announced
from tests.torture.kept import Kept, is_called
from tests.torture.roads import HOST, Road

WORKERS = 2


class Server(Kept):
    """Reaches the database by `back`, and is reached by `front`; its output goes to `log`, of which it has many."""

    def __init__(self, name: str, front: Road, back: Proxy, settings: Mapping[str, str], folder: Path) -> None:
        super().__init__()
        self.name = name
        self.front = front
        self.back = back
        self._folder = folder
        self._settings = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOST": HOST,
            "PORT": "0",
            "WEB_CONCURRENCY": str(WORKERS),
            "LOG_LEVEL": "warning",
            "LOG_FORMAT": "json",
            "DATABASE_URL": back.url,
            "TMPDIR": str(folder),
            **settings,
        }

    @property
    def url(self) -> str:
        """Where clients reach it, for as long as the run lasts."""
        return f"http://{HOST}:{self.front.port}"

    @property
    def log(self) -> Path:
        """What it has printed since its last start."""
        return self._folder / f"{self.name}-{self.starts}.log"

    def workers(self) -> list[int]:
        """The processes that serve."""
        return [pid for pid in self.children() if is_called(pid, "spawn_main")]

    def show_the_way(self) -> None:
        """Have `front` lead to where it serves now."""
        url = announced(self.log) if self.pid is not None and self.log.exists() else None
        self.front.target = None if url is None else int(url.rpartition(":")[2])

    async def is_ready(self, http: httpx.AsyncClient) -> bool:
        """Whether it says that it is ready."""
        try:
            return (await http.get(f"{self.url}/health/ready", timeout=4)).status_code == 200
        except httpx.HTTPError:
            return False

    def _start(self) -> "subprocess.Popen[bytes]":
        path = self._folder / f"{self.name}-{self.starts + 1}.log"
        with path.open("wb") as output:
            return subprocess.Popen(
                ["setpriv", "--pdeathsig=SIGKILL", "--", sys.executable, "server.py"],
                cwd=PROJECT,
                env=self._settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
