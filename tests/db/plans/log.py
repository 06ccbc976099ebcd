"""How the database carries out what it is asked: its own plans, as its log tells of them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.embedded.log import NAME
from tests.conftest import execute
from tests.db.ledger import rows

_PLAN = re.compile(r"plan:\n((?:\t.*\n)+)")
_SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_format": "json",
}


@dataclass(frozen=True)
class Plan:
    """How one statement was carried out."""

    statement: str
    nodes: tuple[dict[str, Any], ...]

    @property
    def kinds(self) -> set[str]:
        """What is done, such as `Sort`."""
        return {node["Node Type"] for node in self.nodes}

    @property
    def tables(self) -> set[str]:
        """The tables that are read or written."""
        return {node["Relation Name"] for node in self.nodes if "Relation Name" in node}

    @property
    def indexes(self) -> set[str]:
        """The indexes that are used."""
        return {node["Index Name"] for node in self.nodes if "Index Name" in node}

    @property
    def scanned(self) -> set[str]:
        """The tables that are read from one end to the other."""
        return {node["Relation Name"] for node in self.nodes if node["Node Type"] == "Seq Scan"}


class PlanLog:
    """Reads the plans of what was asked since the last time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = path.stat().st_size

    def since(self) -> list[Plan]:
        """The plans of what has been carried out meanwhile, in any database."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            text = file.read().decode(errors="replace")
            self._read = file.tell()
        return [_plan(json.loads(found)) for found in _PLAN.findall(text)]


async def log_plans(url: str) -> PlanLog:
    """Let the database log the plans of all that later connections ask."""
    (row,) = await rows(url, "select current_setting('data_directory') as folder, current_database() as name")
    await execute(url, *(f"alter database {row['name']} set {name} = '{to}'" for name, to in _SETTINGS.items()))
    return PlanLog(Path(row["folder"]).parent / NAME)


def _plan(logged: dict[str, Any]) -> Plan:
    return Plan(logged["Query Text"], tuple(_nodes(logged["Plan"])))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
