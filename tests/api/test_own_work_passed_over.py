"""Whoever looks for the oldest work is not held up by their own, however much of it waits."""

import pytest

from tests.api.claiming import take
from tests.api.client import Client
from tests.api.conftest import Running
from tests.api.own_work import own
from tests.api.places import bring
from tests.api.test_statements import statements
from tests.conftest import execute

MANY = 250
"""More than two of the pages in which candidates are read."""
COPIES = f"""
insert into build_workflows
select made.* from build_workflows w cross join generate_series(1, {MANY}) n
cross join lateral jsonb_populate_record(w, jsonb_build_object('id', md5(n::text)::uuid)) as made
"""
JUDGED = [
    ("TEST_AUDITOR", "HANDOFF_TO_TESTER"),
    ("TEST_AUDITOR", "TESTING"),
    ("VERIFICATION_OVERSEER", "HANDOFF_TO_VERIFIER"),
    ("VERIFICATION_OVERSEER", "VERIFICATION"),
]


@pytest.mark.parametrize(("role", "state"), JUDGED)
@pytest.mark.parametrize("project", [None, "p"])
async def test_one_statement_passes_over_all_of_it(
    client: Client, running: Running, database: str, role: str, state: str, project: str | None
) -> None:
    await own(client, running, state, by=role, gated=False)
    await execute(database, COPIES)
    with statements(running) as sent:
        assert (await take(client, role, projectId=project))["code"] == "NOTHING_WAITING"
    assert len(sent) == 1
    other = await bring(client, state, separateDuties=True)
    with statements(running) as sent:
        assert (await take(client, role, projectId=project))["workflow"]["id"] == other["id"]
    assert len([statement for statement in sent if "waits_for" in statement]) == 1


async def test_elsewhere_it_is_claimed_like_any_other(client: Client, running: Running) -> None:
    mine = await own(client, running, "DEPLOYMENT", by="RELEASE_MANAGER")
    assert (await take(client, "RELEASE_MANAGER"))["workflow"]["id"] == mine["id"]
