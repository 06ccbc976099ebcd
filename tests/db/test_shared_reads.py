"""Reads that many share answer each by its own rights, with what was acknowledged before, and with its own errors."""

import asyncio

import pytest

from db import store as stores
from db.store import Store
from domain.rights import ANYONE, Caller
from domain.vocabulary import Role, State
from tests.db.asks import note
from tests.db.writers import begin, do


def _somebody(name: str, *projects: str) -> Caller:
    return Caller(name, frozenset(), frozenset(projects), operator=False)


async def test_of_those_who_ask_at_once_each_sees_what_it_may(store: Store) -> None:
    workflow = await begin(store.writer)
    mine, other = store.seen_by(_somebody("a", workflow.project_id)), store.seen_by(_somebody("b", "other"))
    seeing = [store, mine, other, store.seen_by(_somebody("c")), mine, other]
    found = await asyncio.gather(*(each.queries.workflow(workflow.id) for each in seeing))
    assert [each is not None for each in found] == [True, True, False, False, True, False]
    pages = await asyncio.gather(*(each.queries.waiting(Role.Q_ASSISTANT, None, None, 5) for each in seeing))
    assert [len(each) for each in pages] == [1, 1, 0, 0, 1, 0]


async def test_a_page_that_cannot_be_read_fails_nobody_elses(store: Store) -> None:
    workflow = await begin(store.writer)
    asked = (store.queries.waiting(Role.Q_ASSISTANT, project, None, 5) for project in ("p", "\0", None, "\0", "q"))
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(each, Exception) for each in found] == [False, True, False, True, False]
    assert [each.workflow.id for each in await store.queries.waiting(Role.Q_ASSISTANT, None, None, 5)] == [workflow.id]


async def test_whoever_reads_sees_what_was_acknowledged_before_it_asked(store: Store) -> None:
    workflow = await begin(store.writer, State.DISCOVERY)
    acknowledged = workflow.version
    writing = True

    async def write() -> None:
        nonlocal acknowledged, writing
        for _ in range(40):
            (done,) = await do(store.writer, note(workflow.id))
            acknowledged = done.workflow.workflow.version
        writing = False

    async def read() -> None:
        while writing:
            known = acknowledged
            found = await store.queries.workflow(workflow.id)
            (first, *_) = await store.queries.waiting(Role.Q_ASSISTANT, None, None, 5)
            assert found is not None
            assert found.workflow.version >= known
            assert first.workflow.version >= known

    await asyncio.gather(write(), *(read() for _ in range(8)))


async def test_a_view_is_its_callers_own_and_no_more_are_kept_than_there_is_room_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "VIEWS", 3)
    callers = [ANYONE, *(_somebody("a", project) for project in "pqr"), _somebody("b", "p")]
    for caller in [*callers, *callers]:
        assert store.seen_by(caller).caller == caller
        assert store.seen_by(caller) is store.seen_by(caller).seen_by(caller)
        assert len(store.views) <= 3
