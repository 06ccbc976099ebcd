"""Handoff and what a team would write or pick instead: a process each."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from domain.vocabulary import Role
from tests.api.auth.making import SECRET, signed
from tests.bench.builds import NEW
from tests.bench.children import server_over, small_server
from tests.bench.peers.ground import add_functions

_FOLDER = Path(__file__).parent
_PROGRAMS = {"yoga": "yoga.js", "PostGraphile": "postgraphile.js"}
_PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}


def token() -> str:
    """What opens ours: a token for all roles and one project."""
    return signed(roles=[str(role) for role in Role], projects=[NEW["projectId"]])


def program_of(node: Path) -> str:
    """The program itself, where `node` is a script that starts it, so that we know its pid."""
    asked = [str(node), "--print", "process.execPath"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def serving_all(node: Path, urls: Mapping[str, str]) -> Iterator[dict[str, tuple[int, int]]]:
    """Every side over its own database, until the end of the block: by name, its port and its pid."""
    with ExitStack() as stack:
        servers = {"ours": stack.enter_context(server_over(urls["ours"], AUTH_SECRET=SECRET))}
        add_functions(urls["PostGraphile"])
        for side, program in _PROGRAMS.items():
            started = small_server([program_of(node), str(_FOLDER / program)], DATABASE_URL=urls[side], **_PRODUCTION)
            servers[side] = stack.enter_context(started)
        yield servers
