"""HAProxy with the configuration that the documentation offers."""

import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.serving import PROJECT

PORT = 8080
CONFIGURATION = PROJECT / "docs" / "haproxy.cfg"


@contextmanager
def balancer(program: str, address: str, hosts: Mapping[str, str], log: Path) -> Iterator[str]:
    """Balance between `hosts` until the end of the block: the URL under which all of them are reached."""
    places = {"LISTEN": f"{address}:{PORT}", **{f"HOST_{name.upper()}": place for name, place in hosts.items()}}
    with log.open("w") as output:
        process = subprocess.Popen([program, "-db", "-f", CONFIGURATION], env=places, stdout=output, stderr=output)
    try:
        _wait_until_it_listens(process, address, log)
        yield f"http://{address}:{PORT}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection((address, PORT), timeout=1):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            raise RuntimeError(f"HAProxy ended with {process.returncode}:\n{log.read_text()}")
    raise TimeoutError(f"HAProxy does not listen:\n{log.read_text()}")
