"""What a run came to, as a table."""

import statistics
from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from tests.torture.clients.caller import is_known
from tests.torture.records import Call, Failed, Refused, Success
from tests.torture.run import Outcome


def show(console: Console, outcome: Outcome) -> None:
    """Print all figures."""
    faults = Table(title="Faults, and seconds from their end to the first acknowledged command", title_justify="left")
    for name in ("fault", "times", "median", "worst"):
        faults.add_column(name, justify="left" if name == "fault" else "right")
    for name, times in outcome.tally.faults.most_common():
        took = outcome.tally.recoveries[name]
        spread = (f"{statistics.median(took):.2f}", f"{max(took):.2f}") if took else ("never", "never")
        faults.add_row(name, str(times), *spread)
    figures = Table(title="The run", title_justify="left", show_header=False)
    figures.add_column()
    figures.add_column(justify="right")
    for name, value in _figures(outcome):
        figures.add_row(name, value)
    console.print(faults, figures)


def _figures(outcome: Outcome) -> Iterator[tuple[str, str]]:
    calls, tally = outcome.records.calls, outcome.tally
    successes = [call for call in calls if isinstance(call.answer, Success)]
    asked: dict[str, list[Call]] = {}
    for call in calls:
        asked.setdefault(call.key, []).append(call)
    yield "commands", f"{len(asked)}"
    yield "requests for them", f"{len(calls)}"
    yield "commands acknowledged", f"{len({call.key for call in successes})}"
    yield (
        "answers that were replayed",
        f"{sum(call.answer.replayed for call in successes if isinstance(call.answer, Success))}",
    )
    yield "commands of unknown outcome", f"{sum(not any(is_known(c.answer) for c in each) for each in asked.values())}"
    yield "requests without an answer", f"{sum(call.answer is None for call in calls)}"
    yield from _sorted("refused: ", Counter(call.answer.code for call in calls if isinstance(call.answer, Refused)))
    yield from _sorted("failed: ", Counter(call.answer.code for call in calls if isinstance(call.answer, Failed)))
    yield "events", f"{outcome.events}"
    yield "deliveries", f"{tally.deliveries}"
    yield "subscriptions, with those that came back", f"{tally.connections}"
    yield from _sorted("connections that ended: ", tally.ended)
    yield "longest outage, seconds", f"{tally.longest_outage:.1f}"
    yield "  faults in it", ", ".join(tally.outage_faults) or "none"


def _sorted(what: str, counts: Counter[str]) -> Iterator[tuple[str, str]]:
    for name, times in counts.most_common():
        yield f"{what}{name}", f"{times}"
