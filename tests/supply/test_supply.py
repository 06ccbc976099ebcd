"""What is pinned is past known weaknesses, and may be used."""

import json
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.serving import PROJECT
from tests.supply.audit import NONE_KNOWN, SOME_KNOWN, UNKNOWN, ask, verdict
from tests.supply.licences import ALLOWED, PAGE, page, parts
from tests.supply.pins import FILES, RUNNING, pins

WEAK = {"strawberry-graphql": "0.315.6", "starlette": "1.3.0", "h11": "0.15"}
"""The newest versions with weaknesses that would have mattered here."""


def _wanted() -> dict[str, Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    texts = [*project["project"]["dependencies"], *project["tool"]["uv"]["constraint-dependencies"]]
    return {canonicalize_name(wanted.name): wanted for wanted in map(Requirement, texts)}


def test_a_version_with_a_known_weakness_would_not_be_taken() -> None:
    assert [name for name, version in WEAK.items() if _wanted()[name].specifier.contains(version)] == []


@pytest.mark.parametrize("file", FILES)
def test_the_pinned_versions_are_among_those_that_are_wanted(file: str) -> None:
    pinned = pins(file)
    assert [name for name, wanted in _wanted().items() if not wanted.specifier.contains(pinned[name])] == []


def test_what_is_pinned_twice_is_pinned_to_one_version() -> None:
    for one in FILES:
        for other in FILES:
            assert [name for name, version in pins(one).items() if pins(other).get(name, version) != version] == []


def test_the_page_of_licences_is_that_of_the_pinned_versions() -> None:
    assert PAGE.read_text() == page(), "make licences writes it anew"


def test_all_that_is_installed_for_running_may_be_used_by_everybody() -> None:
    table = PAGE.read_text().partition("|---|---|---|\n")[2]
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in table.splitlines()]
    assert {name: Version(version) for name, version, _ in rows} == pins(*RUNNING)
    assert [name for name, _, licence in rows if not parts(licence) <= ALLOWED] == []


def test_the_audit_can_read_all_that_is_pinned() -> None:
    said = ask("--dry-run", "--format", "json")
    assert said.returncode == 0, said.stderr
    assert "would have audited" in said.stderr


@pytest.mark.parametrize(
    ("packages", "code"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], NONE_KNOWN),
        ([{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}], SOME_KNOWN),
        ([{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": []}]}], SOME_KNOWN),
        ([{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "unknown"}], UNKNOWN),
        ([], UNKNOWN),
    ],
    ids=json.dumps,
)
def test_the_audit_passes_only_if_everything_is_known_and_nothing_weak(
    packages: list[dict[str, object]], code: int
) -> None:
    assert verdict(packages)[1] == code
