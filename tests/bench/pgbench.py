"""The transaction of one advance as a team would write it without a writer: one statement, one commit each."""

import re
import subprocess
from importlib.resources import files

from db.embedded import EmbeddedPostgres

_ENVIRONMENT = {"PGOPTIONS": "-c plan_cache_mode=force_generic_plan"}
"""Plans made once are good enough for it, and faster; so is the use of two threads with many clients."""

_RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([1-9]\d*)", re.MULTILINE)


def workflow_id(number: int) -> str:
    """The id that the script gives to the workflow with this number."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def commits_per_second(server: EmbeddedPostgres, clients: int, workflows: int, seconds: float) -> float:
    """What `clients` reach that never ask for the same workflow; the time to connect is not counted."""
    script = files("tests.bench") / "advance.sql"
    command = [
        *(str(server.binaries / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={script}"),
        *(f"--client={clients}", "--jobs=2", f"--time={max(1, round(seconds))}"),
        *(f"--define=clients={clients}", f"--define=workflows={workflows}", server.url),
    ]
    ended = subprocess.run(
        command, capture_output=True, text=True, env=_ENVIRONMENT, timeout=60 + 10 * seconds, check=False
    )
    found = _RATE.search(ended.stdout)
    if ended.returncode != 0 or found is None or _FAILED.search(ended.stdout):
        raise RuntimeError(f"pgbench ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return float(found[1])
