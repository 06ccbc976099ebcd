"""The page at /graphql: all of it comes from here, and nothing else may run in it."""

import re

from schema.graphiql import CONTENT_SECURITY_POLICY
from tests.api.client import Client
from tests.api.conftest import Running

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_browser_gets_the_page_with_its_policy(client: Client) -> None:
    answer = await client.http.get(client.url, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "accept" in answer.headers["vary"].lower()
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


async def test_all_that_the_page_loads_is_served_here(client: Client, running: Running) -> None:
    page = (await client.http.get(client.url, headers=BROWSER)).text
    links = [link for link in re.findall(r'(?:src|href)="([^"]+)"', page) if not link.startswith("data:")]
    assert len(links) >= 4
    for link in links:
        assert link.startswith("/graphql/assets/")
        answer = await client.http.get(running.url.removesuffix("/graphql") + link)
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_root_leads_to_the_page(client: Client, running: Running) -> None:
    answer = await client.http.get(running.url.removesuffix("graphql"), headers=BROWSER)
    assert answer.is_redirect
    assert answer.headers["location"] == "/graphql"


async def test_a_query_in_the_url_is_answered_even_for_a_browser(client: Client) -> None:
    answer = await client.http.get(client.url, headers=BROWSER, params={"query": "{ __typename }"})
    assert answer.json() == {"data": {"__typename": "Query"}}
