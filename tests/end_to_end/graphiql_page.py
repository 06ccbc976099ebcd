"""The GraphiQL page as a person uses it."""

import json
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common import exceptions
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

T = TypeVar("T")

DEADLINE = 30
"""Seconds that a condition may take to come true."""

NOT_YET = (
    exceptions.ElementClickInterceptedException,
    exceptions.ElementNotInteractableException,
    exceptions.JavascriptException,
    exceptions.NoSuchElementException,
    exceptions.StaleElementReferenceException,
)


class Page:
    """What a person does with the page, and sees on it."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def until(self, condition: Callable[[], T]) -> T:
        return WebDriverWait(self.browser, DEADLINE, 0.1, NOT_YET).until(lambda _: condition())

    def click(self, by: str, what: str) -> None:
        def clicked() -> bool:
            self.browser.find_element(by, what).click()
            return True

        self.until(clicked)

    def press(self, label: str) -> None:
        self.click(By.CSS_SELECTOR, f"button[aria-label^='{label}']")

    def editor(self, pane: str, member: str = "getValue()") -> Any:
        return self.browser.execute_script(f"return document.querySelector('{pane} .CodeMirror').CodeMirror.{member}")

    def query(self) -> str:
        return str(self.editor(".graphiql-query-editor"))

    def result(self) -> str:
        return str(self.editor(".result-window"))

    def notice(self) -> str:
        return self.browser.find_element(By.ID, "token").text

    def give_headers(self, headers: dict[str, str]) -> None:
        text = json.dumps(json.dumps(headers))
        self.click(By.CSS_SELECTOR, "button[data-name='headers']")
        self.until(lambda: self.editor(".graphiql-editor-tool .graphiql-editor:not(.hidden)", f"setValue({text})") or 1)

    def loaded(self, operation: str) -> None:
        self.until(lambda: self.editor(".graphiql-query-editor", "operationName") == operation)

    def tabs(self) -> list[str]:
        return [tab.text for tab in self.browser.find_elements(By.CSS_SELECTOR, ".graphiql-tab-button")]

    def open_tab(self, operation: str) -> None:
        self.click(By.XPATH, f"//button[contains(@class, 'graphiql-tab-button')][.='{operation}']")
        self.loaded(operation)

    def stored_tabs(self) -> str:
        return str(self.browser.execute_script("return localStorage.getItem('graphiql:tabState') ?? ''"))

    def described(self) -> str:
        return self.browser.find_element(By.CSS_SELECTOR, ".graphiql-doc-explorer-content").text

    def dialog(self, button: str) -> None:
        self.press(button)
        self.until(lambda: self.browser.find_element(By.CSS_SELECTOR, "[role=dialog]"))
        self.browser.switch_to.active_element.send_keys(Keys.ESCAPE)
        self.until(lambda: not self.browser.find_elements(By.CSS_SELECTOR, "[role=dialog]"))

    def use_everything(self) -> None:
        self.press("Show Documentation Explorer")
        self.press("Show History")
        self.dialog("Open settings dialog")
        self.dialog("Open short keys dialog")
        self.open_tab("Workflows")
        self.press("Execute")
        self.until(lambda: '"workflows"' in self.result())
        self.open_tab("WorkflowEvents")
        self.press("Execute")
        self.until(lambda: '"workflowEvents"' in self.result())


def logged(browser: webdriver.Chrome, log: str) -> list[dict[str, Any]]:
    """What `log` has gathered since it was last read."""
    entries: list[dict[str, Any]] = browser.execute("getLog", {"type": log})["value"]
    return entries


def requested(browser: webdriver.Chrome) -> set[str]:
    """The addresses that the browser asked for, but for those of its own start page."""
    messages = [json.loads(entry["message"])["message"] for entry in logged(browser, "performance")]
    pages = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    sockets = {m["params"]["url"] for m in messages if m["method"] == "Network.webSocketCreated"}
    return {url for url in pages | sockets if urlsplit(url).scheme != "chrome"}
