"""The metrics, their page in the docs, the dashboard and the alert rules are held against each other."""

import json
import re
from pathlib import Path

import httpx
import pytest

from tests.api.client import Client
from tests.api.conftest import Running, run
from tests.api.scraping import scrape
from tests.api.sockets import raw_socket, socket
from tests.serving import PROJECT

OPERATING = Path(PROJECT, "docs/operating.md").read_text()
DASHBOARD = Path(PROJECT, "docs/grafana/handoff.json").read_text()
ALERTS = Path(PROJECT, "docs/grafana/alerts.yml").read_text()
_ROW = re.compile(r"^\| `((?:handoff|process)_\w+)` \| (\w+) \| ([\w, ]*?) ?\|", re.MULTILINE)
_NAME = re.compile(r"\b(?:handoff|process)_\w+")
_MADE_UP = {"le", "quantile"}
_SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}

DOCUMENTED = {
    name: (kind, frozenset(filter(None, labels.split(", ")))) for name, kind, labels in _ROW.findall(OPERATING)
}
SAMPLES = {name + suffix: name for name, (kind, _) in DOCUMENTED.items() for suffix in _SUFFIXES[kind]}


def expressions(text: str) -> list[str]:
    """What is asked of Prometheus in the dashboard or in the rules."""
    if text is ALERTS:
        return re.findall(r"^ +expr: (.*)$", text, re.MULTILINE)
    return [target["expr"] for panel in json.loads(text)["panels"] for target in panel.get("targets", ())]


async def test_every_metric_on_the_page_is_documented_with_its_kind_and_labels_and_no_other(database: str) -> None:
    async with run(database, MAX_CONNECTIONS="1") as running:
        await _use(running)
        page = await scrape(running.url)
    found = {
        family.name: (
            family.type,
            frozenset(label for sample in family.samples for label in sample.labels) - _MADE_UP,
        )
        for family in page.families.values()
    }
    assert found == DOCUMENTED


async def _use(running: Running) -> None:
    """Make everything that is counted happen, so that labels show."""
    async with httpx.AsyncClient() as http, socket(running.url):
        await Client(running.url, http).start()
        with pytest.raises(Exception, match="503"):
            async with raw_socket(running.url):
                pass


def test_the_dashboard_shows_every_metric_and_asks_for_no_other() -> None:
    asked = {name for expression in expressions(DASHBOARD) for name in _NAME.findall(expression)}
    assert asked <= SAMPLES.keys()
    assert {SAMPLES[name] for name in asked} == DOCUMENTED.keys()


def test_the_labels_that_the_dashboard_and_the_rules_name_are_those_of_the_metrics() -> None:
    known = {"job", "instance", "le", *(label for _, labels in DOCUMENTED.values() for label in labels)}
    for expression in [*expressions(DASHBOARD), *expressions(ALERTS)]:
        grouped = ",".join(re.findall(r"by \(([\w, ]+)\)", expression)).replace(" ", "").split(",")
        selected = re.findall(r'(\w+)=~?"', expression)
        assert {*grouped, *selected} - {""} <= known, expression


def test_alarms_ask_for_documented_metrics_and_each_is_explained() -> None:
    asked = {name for expression in expressions(ALERTS) for name in _NAME.findall(expression)}
    assert asked <= SAMPLES.keys()
    alarms = re.findall(r"- alert: (\w+)", ALERTS)
    assert len(alarms) == len(expressions(ALERTS)) == len(set(alarms))
    assert alarms == re.findall(r"^\| `(Handoff\w+)` \|", OPERATING, re.MULTILINE)
