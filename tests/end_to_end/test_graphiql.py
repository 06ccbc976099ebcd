"""The GraphiQL page, used by a real browser against a real server."""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from domain.vocabulary import Role
from schema import graphiql
from tests.api.auth.making import SECRET, bearer, signed
from tests.end_to_end.graphiql_page import DEADLINE, Page, logged, requested
from tests.serving import serving

FILES = Path(graphiql.__file__).parent
START = (FILES / "static/examples/start_workflow.graphql").read_text()
VARIABLES = json.loads((FILES / "static/examples/start_workflow.json").read_text())
TABS = ["StartWorkflow", "Workflows", "Transitions", "WorkflowEvents"]

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --window-size=1400,900"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    chromedriver = shutil.which("chromedriver")
    if chromedriver is None:
        pytest.skip("chromedriver is not on the PATH (`make browser` installs it)")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with webdriver.Chrome(options=options, service=Service(executable_path=chromedriver)) as driver:
        yield driver


@pytest.fixture
def page(browser: webdriver.Chrome, server_url: str) -> Page:
    """The page as a newcomer finds it."""
    browser.get("about:blank")
    browser.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": server_url, "storageTypes": "all"})
    logged(browser, "browser")
    logged(browser, "performance")
    browser.get(f"{server_url}/graphql")
    page = Page(browser)
    page.loaded("StartWorkflow")
    return page


@pytest.fixture
def guarded_page(browser: webdriver.Chrome, database: str, tmp_path: Path) -> Iterator[Page]:
    """The page of a server that needs a token, as somebody finds it who has none."""
    with serving({"DATABASE_URL": database, "AUTH_SECRET": SECRET}, tmp_path / "guarded.log") as server:
        browser.get(f"{server.url}/graphql")
        page = Page(browser)
        page.loaded("StartWorkflow")
        yield page
        browser.get("about:blank")


def post(server_url: str, query: str, variables: dict[str, Any] | None = None) -> Any:
    answer = httpx.post(f"{server_url}/graphql", json={"query": query, "variables": variables}, timeout=DEADLINE).json()
    assert "errors" not in answer
    return answer["data"]


def start_workflow(server_url: str) -> str:
    build_id = f"build-{uuid4()}"
    data = post(server_url, START, {"input": VARIABLES["input"] | {"buildId": build_id}})
    assert data["startWorkflow"]["workflow"]["id"]
    return build_id


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def test_a_newcomer_finds_the_examples_in_tabs_and_the_first_one_open(page: Page) -> None:
    assert page.tabs() == TABS
    assert page.query() == START


def test_the_first_example_starts_a_workflow(page: Page) -> None:
    page.press("Execute")
    page.until(page.result)
    assert json.loads(page.result())["data"]["startWorkflow"]["workflow"]["id"]


@pytest.mark.parametrize("operation", ["Workflows", "Transitions"])
def test_the_example_queries_answer_without_errors(page: Page, operation: str) -> None:
    page.open_tab(operation)
    page.press("Execute")
    page.until(page.result)
    answer = json.loads(page.result())
    assert answer["data"]
    assert "errors" not in answer


def test_a_new_event_appears_while_the_subscription_runs(page: Page, server_url: str) -> None:
    earlier = start_workflow(server_url)
    page.open_tab("WorkflowEvents")
    page.press("Execute")
    page.until(lambda: earlier in page.result())
    new = start_workflow(server_url)
    page.until(lambda: new in page.result())
    page.press("Stop")


def test_without_a_token_the_page_says_that_one_is_needed_and_with_one_everything_works(guarded_page: Page) -> None:
    page = guarded_page
    page.until(lambda: "This server needs a token" in page.notice())
    for operation in ("Workflows", "WorkflowEvents"):
        page.open_tab(operation)
        page.press("Execute")
        page.until(lambda: "a token is needed" in page.result())
    authorization = {"Authorization": bearer(signed(projects="*", operator=True, roles=list(Role)))}
    page.give_headers(authorization)
    page.press("Re-fetch")
    page.until(lambda: page.notice() == "")
    page.press("Execute")
    page.until(lambda: page.result() == "")
    url = page.browser.current_url
    body = {"query": START, "variables": VARIABLES}
    assert "errors" not in httpx.post(url, json=body, headers=authorization, timeout=DEADLINE).json()
    page.until(lambda: VARIABLES["input"]["buildId"] in page.result())
    page.press("Stop")


def test_the_documentation_explorer_describes_a_type(page: Page, server_url: str) -> None:
    description = post(server_url, '{ __type(name: "Workflow") { description } }')["__type"]["description"]
    page.press("Show Documentation Explorer")
    page.click(By.XPATH, "//a[contains(@class, 'graphiql-doc-explorer-type-name')][.='Workflow']")
    page.until(lambda: words(description) in words(page.described()))


def test_a_returning_user_finds_their_own_query(page: Page) -> None:
    page.editor(".graphiql-query-editor", "setValue('query Mine { __typename }')")
    page.until(lambda: "Mine" in page.stored_tabs())
    page.browser.refresh()
    page.loaded("Mine")
    assert page.tabs() == ["Mine", *TABS[1:]]


def test_a_second_visit_opens_no_further_tab(page: Page) -> None:
    page.until(page.stored_tabs)
    page.browser.refresh()
    page.loaded("StartWorkflow")
    assert page.tabs() == TABS


def test_the_browser_reports_no_errors_and_no_breach_of_the_policy(page: Page, server_url: str) -> None:
    start_workflow(server_url)
    page.use_everything()
    assert [entry for entry in logged(page.browser, "browser") if entry["level"] == "SEVERE"] == []


def test_no_request_goes_anywhere_but_to_the_server(page: Page, server_url: str) -> None:
    start_workflow(server_url)
    page.use_everything()
    urls = [urlsplit(url) for url in requested(page.browser)]
    assert {url.scheme for url in urls} <= {"http", "ws", "data", "blob"}
    assert {url.netloc for url in urls if url.scheme in {"http", "ws"}} == {urlsplit(server_url).netloc}
    assert [url.path for url in urls if url.scheme == "ws"] == ["/graphql"]


def test_the_page_is_sent_with_its_policy(server_url: str) -> None:
    headers = httpx.get(f"{server_url}/graphql", headers={"Accept": "text/html"}).headers
    assert headers["Content-Security-Policy"] == graphiql.CONTENT_SECURITY_POLICY
    assert "unsafe" not in graphiql.CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_assets_are_sent_again_only_when_they_changed(server_url: str) -> None:
    asset = f"{server_url}/graphql/assets/graphiql.min.js"
    etag = httpx.get(asset).headers["ETag"]
    assert httpx.get(asset, headers={"If-None-Match": etag}).status_code == httpx.codes.NOT_MODIFIED


def test_the_vendored_files_are_those_that_their_readme_names() -> None:
    vendor = FILES / "vendor"
    rows = [line.strip("|").split("|") for line in (vendor / "README.md").read_text().splitlines() if "@" in line]
    named = {row[0].strip(): row[3].strip() for row in rows if len(row) == 4}
    files = [*vendor.glob("*.js"), *vendor.glob("*.css")]
    assert named == {f.name: base64.b64encode(hashlib.sha384(f.read_bytes()).digest()).decode() for f in files}
