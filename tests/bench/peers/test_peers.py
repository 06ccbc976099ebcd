"""The comparison's own parts work, without any of the peers."""

import asyncio

import pytest

from db.embedded import EmbeddedPostgres
from tests.bench.children import server_over
from tests.bench.peers.agreement import plain, require_agreement, require_whole_log
from tests.bench.peers.comparing import measure
from tests.bench.peers.documents import keyed, note
from tests.bench.peers.ground import HALFWAY, Ground, started
from tests.bench.rounds import Effort

TOKEN = "one.that.nobody.looks.at"


def test_sides_are_compared_and_measured_in_turns(postgres: EmbeddedPostgres, database: str) -> None:
    with server_over(database) as (port, pid):
        ids = asyncio.run(started(port, 3)), asyncio.run(started(port, 3, HALFWAY))
        found = Ground({"ours": database, "yoga": database}, *ids)
        asyncio.run(require_agreement({"ours": port}, found, TOKEN))
        with pytest.raises(RuntimeError, match="ours and yoga answer differently"):
            asyncio.run(require_agreement({"ours": port, "yoga": port}, found, TOKEN))
        servers = {"ours": (port, pid), "yoga": (port, pid)}
        rows = measure(servers, postgres.pid, found, TOKEN, Effort(rounds=2, seconds=0.1), levels=(2,))
    asyncio.run(require_whole_log(database))
    assert [row.label for row in rows] == ["notes, 2", "workflow, 2", "inbox, 2"]
    figures = {f"{side}{what}" for side in ("ours", "yoga") for what in ("/s", " CPU ms", " Postgres CPU ms")}
    assert all(row.columns.keys() == figures | {"ours : yoga"} for row in rows)
    assert all(spread.least > 0 for row in rows for name, spread in row.columns.items() if "CPU" not in name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"addNote": {"__typename": "AddNoteSuccess", "replayed": False}},
            {"addNote": {"result": {"replayed": False}}},
        ),
        ({"version": 12}, {"version": "12"}),
        ({"since": "2026-01-02T03:04:05.000006+00:00"}, {"since": "2026-01-02T03:04:05.000006Z"}),
        ({"recordedAt": "2026-01-02T03:04:05Z"}, {"recordedAt": "2026-01-02T03:04:06Z"}),
    ],
)
def test_answers_that_say_the_same_are_equal(one: object, other: object) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"version": 12}, {"version": 13}),
        ({"since": "2026-01-02T03:04:05.000006Z"}, {"since": "2026-01-02T03:04:05Z"}),
        ({"recordedAt": "2026-01-02T03:04:05Z"}, {"recordedAt": None}),
        ({"nextRole": None}, {}),
    ],
)
def test_answers_that_say_something_else_are_not(one: object, other: object) -> None:
    assert plain(one) != plain(other)


def test_each_note_gets_a_key_of_its_own() -> None:
    template = note("ours", "a workflow")
    assert len({template, keyed(template), keyed(template)}) == 3
    assert len(keyed(template)) == len(template)
