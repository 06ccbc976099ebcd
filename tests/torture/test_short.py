"""A short torture, in which every promise is kept."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom

import pytest
from rich.console import Console

from tests.torture.faults import FAULTS
from tests.torture.report import show
from tests.torture.run import Wishes, torture
from tests.torture.scale import SMALL
from tests.torture.schedule import choose

SECONDS = 6


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may reach, with a short name: sockets have to fit."""
    with tempfile.TemporaryDirectory(prefix="handoff-torture-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


async def test_whatever_befalls_servers_connections_and_the_database_every_promise_is_kept(folder: Path) -> None:
    seed = SystemRandom().randrange(10**6)
    print(f"SEED={seed}")
    outcome = await torture(folder, Wishes(seed, SECONDS, SMALL, quiet=True))
    show(Console(), outcome)
    assert outcome.wrong == []
    assert outcome.tally.faults.total() > 0
    assert outcome.tally.acknowledged > 0
    assert outcome.tally.deliveries >= outcome.events


def test_the_same_seed_brings_the_same_faults_and_two_at_once_are_of_different_areas() -> None:
    blows = [[choose(FAULTS, Random(f"7 blow {number}")) for number in range(100)] for _ in range(2)]
    assert blows[0] == blows[1]
    assert all(len({fault.area for fault in blow}) == len(blow) for blow in blows[0])
