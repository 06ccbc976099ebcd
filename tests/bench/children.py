"""Programs that run as processes of their own, so that they do not share our interpreter."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bench.rounds import Effort, Round
from tests.serving import PROJECT, serving

_SETUP_SECONDS = 120


@contextmanager
def server_over(database: str, *, program: Sequence[str] = ("server.py",), **more: str) -> Iterator[tuple[int, int]]:
    """Handoff's server with these settings, until the end of the block: its port and its pid."""
    with tempfile.TemporaryDirectory(prefix="handoff-bench-") as folder:
        settings = {
            "DATABASE_URL": database,
            "LOG_LEVEL": "warning",
            "MAX_CONNECTIONS": "20000",
            "MAX_CONNECTIONS_PER_CLIENT": "20000",
            **more,
        }
        with serving(settings, Path(folder) / "server.log", program) as server:
            yield urlsplit(server.url).port or 0, server.process.pid


@contextmanager
def bare_server() -> Iterator[tuple[int, int]]:
    """A server that is nothing but the `websockets` library, until the end of the block: its port and its pid."""
    with small_server([sys.executable, "-m", "tests.bench.bare_server"]) as found:
        yield found


@contextmanager
def small_server(program: Sequence[str], **environment: str) -> Iterator[tuple[int, int]]:
    """A server that prints its port and ends when its input does, until the end of the block: its port and its pid."""
    with subprocess.Popen(
        program, cwd=PROJECT, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            port = process.stdout.readline()
            if not port:
                raise RuntimeError(f"{' '.join(program)} ended with {process.wait()} before it served")
            yield int(port), process.pid
        finally:
            process.stdin.close()
            process.wait(10)


def measured(program: str, effort: Effort, **arguments: Any) -> list[Round]:
    """The rounds that `tests.bench.<program>` measures and prints; it takes its arguments as JSON."""
    given = json.dumps({"rounds": effort.rounds, "seconds": effort.seconds, **arguments})
    ended = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{program}", given],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        timeout=_SETUP_SECONDS + 10 * effort.rounds * effort.seconds,
        check=True,
    )
    rounds: list[Round] = json.loads(ended.stdout)
    return rounds
