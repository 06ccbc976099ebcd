"""A host that loses its database, and finds it again."""

from tests.db.waiting import until
from tests.machines.clients import caller
from tests.machines.crowd import crowd, started
from tests.machines.hosts import Host
from tests.machines.network import BACK
from tests.machines.site import Site


async def _readiness(host: Host) -> tuple[int, bool]:
    async with caller() as http:
        response = await http.get(f"{host.url}/health/ready")
        return response.status_code, response.json()["ready"]


async def test_a_host_without_its_database_is_left_until_it_is_healed_and_nothing_is_missed_repeated_or_lost(
    wired: Site,
) -> None:
    cut_off = wired.hosts["a"]
    async with crowd(wired.url, wired.database.local) as busy:
        await busy.is_served_by("a", "b")
        with wired.network.unplugged(cut_off.machine, BACK):

            async def is_not_ready() -> bool:
                return await _readiness(cut_off) == (503, False)

            await until(is_not_ready)
            await busy.is_served_by("b")
            await busy.goes_on()
        await wired.uses("a")
        await started(cut_off.url, busy.project)
        await busy.goes_on()
