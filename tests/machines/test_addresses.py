"""Clients behind a load balancer are told apart by their own addresses."""

from contextlib import AsyncExitStack

import pytest
from websockets.exceptions import InvalidStatus

from tests.api.sockets import raw_socket
from tests.machines.site import PER_CLIENT, Site


async def test_a_client_that_has_too_many_connections_takes_none_from_others(wired: Site) -> None:
    url, room = f"{wired.url}/graphql", PER_CLIENT * len(wired.hosts)
    async with AsyncExitStack() as held:
        with wired.visitor.inside():
            for _ in range(room):
                await held.enter_async_context(raw_socket(url, proxy=None))
            with pytest.raises(InvalidStatus) as refusal:
                await held.enter_async_context(raw_socket(url, proxy=None))
        assert refusal.value.response.status_code == 429
        async with raw_socket(url, proxy=None) as other:
            assert await other.initialise() == {"type": "connection_ack"}
