"""The figures, for people and for programs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.rounds import Part, Spread


def show(console: Console, part: Part) -> None:
    """Print one part as a table: a column for each load, and in it medians, each above its range."""
    table = Table(title=part.title, title_justify="left", show_lines=True)
    table.add_column(no_wrap=True)
    for row in part.rows:
        table.add_column(row.label, justify="right")
    for name in part.rows[0].columns:
        table.add_row(name, *(_cell(row.columns[name]) for row in part.rows))
    console.print(table)


def _cell(spread: Spread) -> str:
    return f"[bold]{_number(spread.median)}[/]\n[dim]{_number(spread.least)} .. {_number(spread.most)}[/]"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write(path: Path, machine: Mapping[str, str | int | float], parts: Sequence[Part]) -> None:
    """Write everything as JSON, the figure of every round included."""
    content = {"machine": machine, "parts": {part.name: _part(part) for part in parts}}
    path.write_text(json.dumps(content, indent=2) + "\n")


def _part(part: Part) -> dict[str, object]:
    rows = {row.label: {name: _spread(spread) for name, spread in row.columns.items()} for row in part.rows}
    return {"title": part.title, "rows": rows}


def _spread(spread: Spread) -> dict[str, object]:
    return {"median": spread.median, "min": spread.least, "max": spread.most, "rounds": spread.rounds}
