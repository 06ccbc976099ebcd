"""`python -m tests.demo`: a server of its own, workers for five roles, an operator, and a watcher on the terminal."""

import argparse
import asyncio
import io
import signal
import sys
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.status import Status
from websockets.exceptions import WebSocketException

from tests.demo.api import Api, ApiError
from tests.demo.operator import operate
from tests.demo.roles import Worker
from tests.demo.screen import Screen
from tests.demo.story import BUILD
from tests.demo.watcher import MissedError, Watcher
from tests.serving import serving

ROLES = "{ roles { name title } }"
DEADLINE = 120
"""Seconds after which a build that is not live never will be."""


async def play(url: str, pace: float, console: Console, status: Status) -> None:
    """Play the build through the API at `url`, until it is live."""
    async with asyncio.timeout(DEADLINE), httpx.AsyncClient(trust_env=False) as http:
        api = Api(url, http)
        titles = {role["name"]: role["title"] for role in (await api.ask(ROLES))["roles"]}
        workflow = (await api.act("startWorkflow", **BUILD))["workflow"]["id"]
        screen = Screen(console, status, titles)
        screen.begin(BUILD, url)
        watcher = Watcher(api, workflow, screen)
        workers = (work_for(api, role, pace) for role in titles)
        await _first_to_end(watcher.watch(), operate(api, workflow, pace), *workers)


async def work_for(api: Api, role: str, pace: float) -> None:
    """Be the worker of a role; it never ends. The first Code Writer crashes, and a second one takes its place."""
    kind = role.lower().rpartition("_")[2]
    number = 1
    if role == "CODE_WRITER":
        await Worker(api, role, f"{kind}-{number}", pace, lease=2).crash()
        number = 2
    await Worker(api, role, f"{kind}-{number}", pace).work()


async def _first_to_end(*parts: Coroutine[Any, Any, None]) -> None:
    """Do all at once until one ends or fails; then end the others."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def run(pace: float, console: Console) -> None:
    """Serve from a temporary folder, and play."""
    with (
        console.status("Starting a server with a Postgres of its own ...") as status,
        tempfile.TemporaryDirectory(prefix="handoff-demo-") as name,
    ):
        folder = Path(name)
        folder.chmod(0o755)  # so that Postgres, which does not run as root, can reach its data
        with serving({"DATA_DIR": str(folder / "data")}, folder / "server.log") as server:
            asyncio.run(play(f"{server.url}/graphql", pace, console, status))


def main() -> int:
    """Play the demo. Gives the exit code: 0, or 1 with one line that says what is wrong, or 130 when interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.demo", description="A build, played live through the API.")
    parser.add_argument("--fast", action="store_true", help="without pauses")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background inherits none
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # arrows and bars are not in every encoding
    try:
        run(0.0 if arguments.fast else 1.0, Console())
    except KeyboardInterrupt:
        return 130
    except (ApiError, MissedError, OSError, RuntimeError, httpx.HTTPError, WebSocketException) as error:
        sys.stderr.write(f"The demo failed with {type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
