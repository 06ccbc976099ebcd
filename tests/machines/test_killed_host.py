"""A host that dies at once."""

from tests.machines.crowd import crowd
from tests.machines.site import Site


async def test_when_a_host_is_killed_all_move_over_and_nothing_is_missed_repeated_or_lost(whole: Site) -> None:
    async with crowd(whole.url, whole.database.local) as busy:
        await busy.is_served_by("a", "b")
        whole.hosts["a"].kill()
        await busy.is_served_by("b")
        await busy.goes_on()
