"""Twenty workers share two hundred builds while half of them crash, and the checker of that knows what is wrong.

`make crowd` has 200 builds, `make crowd CROWD_BUILDS=2000` more; `CROWD_SEED` repeats its chances.
"""

import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from domain.vocabulary import Status
from tests.db.ledger import sound_log, stored_workflows
from tests.end_to_end.crowd.checker import problems
from tests.end_to_end.crowd.crowd import crowd
from tests.end_to_end.crowd.history import Entry, read_log
from tests.end_to_end.crowd.journal import Journals, read
from tests.end_to_end.crowd.report import late_results, table
from tests.end_to_end.crowd.sample import deed_with, event_with, sample, seen_as, without_deed
from tests.end_to_end.crowd.setting import DEATHS, ROLES
from tests.end_to_end.crowd.sizes import BUILDS, POISONED, SEED, WORKERS_PER_ROLE
from tests.serving import ServerProcess


async def test_every_phase_is_done_by_one_live_holder_and_all_builds_complete_though_half_the_workers_crash(
    server: ServerProcess, database: str, tmp_path: Path
) -> None:
    print(f"CROWD_SEED={SEED}")
    address, began = urlsplit(server.url), time.monotonic()
    with crowd(tmp_path) as workers:
        workers.work(address.hostname or "", address.port or 0)
    await sound_log(database)
    log, journals = await read_log(database), read(tmp_path)
    print(f"\n{table(log, journals, workers.happened, time.monotonic() - began)}")

    assert problems(log, journals) == []
    statuses = [found.workflow.status for found in (await stored_workflows(database)).values()]
    assert statuses == [Status.COMPLETED] * BUILDS
    assert len(workers.died) == len(ROLES) * WORKERS_PER_ROLE // 2
    assert journals.notes.keys() >= {str(each) for each in DEATHS}
    assert late_results(journals.deeds.values()) > 0
    assert sum(entry.kind == "RESUMED" for entry in log) >= POISONED
    assert journals.notes["found work without being told"] <= max(1, BUILDS // 100)


@pytest.mark.parametrize(
    "history",
    [
        sample(),
        deed_with("quick.1 finishes TESTING", sequence=None),
        deed_with("quick.1 claims TESTING", sequence=None, code="NOTHING_WAITING", again=True),
    ],
    ids=["all answered", "an answer that was lost", "a claim sent twice that overtook itself"],
)
def test_the_checker_finds_nothing_wrong_where_nothing_is(history: tuple[list[Entry], Journals]) -> None:
    assert problems(*history) == []


@pytest.mark.parametrize(
    ("history", "wrong"),
    [
        (event_with("COMPLETED", "DEPLOYMENT", position=99), "the positions have holes"),
        (event_with("COMPLETED", "DEPLOYMENT", sequence=99), "the sequences have holes"),
        (seen_as(1, 2), "the watcher did not see every event once and in order"),
        (seen_as(0, 0, 1), "the watcher did not see every event once and in order"),
        (event_with("COMPLETED", "DEPLOYMENT", kind="PHASE_PASSED"), "it ends with PHASE_PASSED in COMPLETE"),
        (event_with("PHASE_PASSED", "TESTING", phase="PLANNING"), "nobody passed ['TESTING']"),
        (event_with("CLAIM_EXPIRED", "TESTING", kind="NOTED"), "12 was claimed while the claim 10 was live"),
        (event_with("CLAIM_EXPIRED", "TESTING", claim=8), "11 ends the claim 8, which is not live"),
        (event_with("CLAIMED", "PLANNING", kind="NOTED"), "5 is work that nobody had claimed"),
        (event_with("PHASE_PASSED", "TESTING", kind="PAUSED"), "13 moved it under the claim 12"),
        (event_with("PHASE_PASSED", "TESTING", worker="slow.1"), "13 names slow.1, but quick.1 had claimed it"),
        (deed_with("quick.1 finishes TESTING", maker="quick.2"), "13 was done by quick.2, but quick.1 had claimed it"),
        (deed_with("quick.1 finishes TESTING", claim=10), "13 was handed in under the claim 10 while 12 was live"),
        (event_with("PHASE_PASSED", "TESTING", key=None), "13 was done or claimed by nobody"),
        (event_with("PHASE_PASSED", "TESTING", key=None), "nobody's command made PHASE_PASSED at 13"),
        (without_deed("quick.1 finishes TESTING"), "quick.1 finishes TESTING: in the log, but nobody sent it"),
        (
            event_with("PHASE_PASSED", "TESTING", key="slow.1 finishes TESTING"),
            "refused as CLAIM_LOST, but it was applied",
        ),
        (deed_with("quick.1 claims TESTING", code="NOTHING_WAITING"), "refused as NOTHING_WAITING, but it was applied"),
        (deed_with("quick.1 finishes TESTING", late=True), "after the claim had run out, but it was applied"),
        (deed_with("slow.1 finishes TESTING", code=None, sequence=13), "run out, but it was acknowledged"),
        (deed_with("slow.1 finishes TESTING", claim=8), "CLAIM_LOST, but the claim 8 had not run out"),
        (deed_with("quick.1 finishes TESTING", sequence=9), "acknowledged, but what it made is not in the log"),
        (
            event_with("PHASE_PASSED", "TESTING", key="quick.1 finishes PLANNING"),
            "a FINISH made ['PHASE_PASSED', 'PHASE_PASSED']",
        ),
    ],
)
def test_the_checker_tells_what_is_wrong(history: tuple[list[Entry], Journals], wrong: str) -> None:
    assert wrong in "\n".join(problems(*history))
