"""One log that is changed again and again, and brought back after each test."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random

import pytest

from db.embedded import EmbeddedPostgres
from domain.vocabulary import State
from tests.conftest import TEMPLATE, _database
from tests.db.asks import claim, note
from tests.db.audit.tampering import Tampered
from tests.db.play import play
from tests.db.writers import begin, do, running, together


@pytest.fixture(scope="module")
def _kept(postgres: EmbeddedPostgres) -> Iterator[Tampered]:
    for url in _database(postgres, TEMPLATE):
        yield asyncio.run(_write(url))


async def _write(url: str) -> Tampered:
    """Two workflows: one that has come to TESTING, is claimed there and has notes; one to which anything happens."""
    async with running(url) as writer:
        victim, other = await begin(writer, State.TESTING), await begin(writer)
        await do(writer, note(victim.id))
        await do(writer, claim(victim))
        await together(writer, *(note(identity) for identity in (victim.id, other.id, victim.id)))
        await play(writer, [other], Random(1), players=2, turns=10)
    found = Tampered(url, victim.id, other.id)
    await found.keep()
    return found


@pytest.fixture
async def tampered(_kept: Tampered) -> AsyncIterator[Tampered]:
    """A log to be changed."""
    yield _kept
    await _kept.bring_back()


@pytest.fixture
def new_dir() -> Iterator[Path]:
    """A data folder that is still to be made, where every user may go."""
    with tempfile.TemporaryDirectory(prefix="handoff-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name, "data")
