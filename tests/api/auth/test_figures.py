"""Who may see the figures."""

import httpx
import pytest

from tests.api.auth.making import SCRAPER, bearer, caller, signed
from tests.api.conftest import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def page(running: Running, authorization: str | None) -> httpx.Response:
    """The answer to who asks for the figures."""
    headers = {} if authorization is None else {"authorization": authorization}
    async with caller(headers=headers) as http:
        return await http.get(running.url.replace("/graphql", "/metrics"))


@pytest.mark.parametrize("token", [SCRAPER, signed(operator=True)])
async def test_prometheus_and_operators_see_the_figures(guarded: Running, token: str) -> None:
    answer = await page(guarded, bearer(token))
    assert answer.status_code == 200
    assert "handoff_not_admitted_total" in answer.text
    assert SCRAPER not in answer.text


@pytest.mark.parametrize(
    "authorization",
    [None, "", SCRAPER, bearer(SCRAPER[:-1]), bearer(f"{SCRAPER}x"), bearer(signed()), bearer(signed(exp=1))],
)
async def test_nobody_else_does(guarded: Running, authorization: str | None) -> None:
    answer = await page(guarded, authorization)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "handoff_" not in answer.text


async def test_the_token_of_prometheus_opens_nothing_else(guarded: Running) -> None:
    async with caller(headers={"authorization": bearer(SCRAPER)}) as http:
        assert (await http.post(guarded.url, json={"query": "{ __typename }"})).status_code == 401
