"""The table of layers names what is there, and all that answers a request."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from urllib.parse import urlsplit

import pytest

from tests.api.auth.making import SECRET
from tests.api.conftest import run
from tests.bench.peers.documents import note, one
from tests.bench.peers.sides import token
from tests.bench.requests import bearing, connected, operation
from tests.bench.shares.client import halfway
from tests.bench.shares.layers import LAYERS, OTHER, PACKAGES, layer_of, layer_of_code
from tests.serving import PROJECT

NAMES = [name for names in LAYERS.values() for name in names]
OF_THE_TEST = re.compile(rf"^{PROJECT}/tests/|/site-packages/(_pytest|pluggy|_distutils_hack|hypothesis)/")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_layer_names_exists(name: str) -> None:
    path, _, function = name.partition(":")
    (found,) = [Path(root, path) for root in {*PACKAGES, str(PROJECT)} if Path(root, path).exists()]
    assert found.is_dir() == name.endswith("/")
    assert not function or any(each.co_qualname.startswith(function) for each in _codes_in(found))


def _codes_in(file: Path) -> Iterator[CodeType]:
    waiting = [compile(file.read_text(), file, "exec")]
    while waiting:
        code = waiting.pop()
        yield code
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]


def test_a_name_stands_in_one_layer_only() -> None:
    assert len(NAMES) == len(set(NAMES))


async def test_all_that_answers_requests_has_a_layer_and_every_layer_takes_part(database: str) -> None:
    called: set[CodeType] = set()

    def note_call(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    shown = token()
    async with run(database, AUTH_SECRET=SECRET) as served, connected(urlsplit(served.url).port or 0) as connection:
        sys.setprofile(note_call)
        try:
            workflow = await halfway(connection, shown)
            for request in (note("ours", workflow), one("ours", workflow), operation("{ nothing }")):
                await connection.reply(bearing(shown, request))
        finally:
            sys.setprofile(None)
    found = {code: layer_of_code(code) for code in called if not OF_THE_TEST.search(code.co_filename)}
    assert [f"{code.co_filename}:{code.co_qualname}" for code, layer in found.items() if layer == OTHER] == []
    assert set(found.values()) == {*LAYERS, None}


def test_pythons_own_code_works_for_its_caller_and_unknown_code_is_other() -> None:
    def here() -> FrameType:
        return sys._getframe()

    assert layer_of(here()) == OTHER
    assert layer_of_code((lambda: 0).__code__.replace(co_filename="<generated>")) is None
    assert layer_of_code(compile("", f"{PROJECT}/db/pool.py", "exec")) == "database"
    assert layer_of(None) == OTHER
