"""What a run tells."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.fuzz.case import FaultError
from tests.fuzz.running import Tally
from tests.fuzz.site import Site

MOST = 12
"""Cases that are shown when nobody knows which it was."""


def show(console: Console, tally: Tally, sites: Sequence[Site]) -> None:
    """The numbers."""
    table = Table("kind", "cases", "answers", "longest answer, s")
    for kind, count in tally.cases.items():
        found = sorted(((n, what) for (of, what), n in tally.answers.items() if of == kind), reverse=True)
        answers = ", ".join(f"{what} {n}" for n, what in found)
        table.add_row(kind, str(count), answers, f"{tally.longest[kind]:.2f}")
    console.print(table)
    held = ", ".join(f"{site.name} {site.most_memory >> 20} MiB" for site in sites)
    console.print(f"{tally.cases.total()} cases; the servers held at most: {held}")


def tell(console: Console, fault: FaultError) -> None:
    """What went wrong, and how it is done again."""
    console.print(f"FAILED: {fault}", style="bold red", markup=False)
    if len(fault.cases) > 1:
        console.print(f"none of these {len(fault.cases)} cases does it alone; the first of them:", markup=False)
    for case in fault.cases[:MOST]:
        print(f"\n{case.kind}, the bytes that were sent:")
        for piece in case.pieces:
            print(f"  {piece!r}")
