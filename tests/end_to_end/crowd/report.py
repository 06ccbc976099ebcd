"""What a run came to, as a table."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tests.end_to_end.crowd.history import Entry
from tests.end_to_end.crowd.journal import Deed, Journals

_KINDS = {
    "builds": "COMPLETED",
    "claims": "CLAIMED",
    "expiries": "CLAIM_EXPIRED",
    "releases": "CLAIM_RELEASED",
    "fails": "PHASE_FAILED",
    "retries": "RETRY_REQUESTED",
    "escalations": "ESCALATED",
    "resumes": "RESUMED",
}


def late_results(deeds: Iterable[Deed]) -> int:
    """How many results came too late and were refused."""
    return sum(deed.code == "CLAIM_LOST" for deed in deeds)


def table(log: Iterable[Entry], journals: Journals, happened: Mapping[str, int], seconds: float) -> str:
    """All numbers that tell how much the run has tried."""
    kinds, deeds = Counter(entry.kind for entry in log), journals.deeds.values()
    numbers = {name: kinds[kind] for name, kind in _KINDS.items()} | {
        "late results refused": late_results(deeds),
        "commands": len(deeds),
        "first answers again": sum(deed.replayed for deed in deeds),
        "commands never answered": sum(deed.code is None and deed.sequence is None for deed in deeds),
        "nothing waiting": sum(deed.code == "NOTHING_WAITING" for deed in deeds),
    }
    lines = {"events": sum(kinds.values()), **numbers, **happened, **journals.notes}
    return "\n".join(f"{name:36}{number:>8}" for name, number in {**lines, "seconds": round(seconds)}.items())
