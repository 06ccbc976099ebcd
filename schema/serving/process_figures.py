"""What the processes of this server use, together."""

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import Metric, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import mark_process_dead

OLDEST = "process_start_time_seconds"


def live_processes(folder: Path | None) -> list[int]:
    """The ids of the processes that share their figures in `folder`; without one, of this process alone."""
    return [os.getpid()] if folder is None else [pid for pid in _pids(folder) if _lives(pid)]


def forget_the_dead(folder: Path) -> None:
    """Drop what only says how a process stands that is gone; what it counted goes on counting."""
    for pid in _pids(folder):
        if not _lives(pid):
            mark_process_dead(pid, str(folder))


def process_figures(pids: Iterable[int]) -> list[Metric]:
    """Memory, processor time and files of all these processes; of their starting times the first."""
    found: dict[str, Metric] = {}
    count = 0
    for pid in pids:
        count += 1
        for family in _of_process(pid):
            known = found.setdefault(family.name, family)
            if known is not family:
                _add(known, family)
    return [GaugeMetricFamily("handoff_processes", "Processes of this server that serve.", count), *found.values()]


def _of_process(pid: int) -> Iterable[Metric]:
    return ProcessCollector(pid=lambda: pid, registry=None).collect()


def _add(known: Metric, more: Metric) -> None:
    (ours,), (theirs,) = known.samples, more.samples
    both = (ours.value, theirs.value)
    known.samples = [ours._replace(value=min(both) if known.name == OLDEST else sum(both))]


def _pids(folder: Path) -> set[int]:
    endings = (path.stem.rpartition("_")[2] for path in folder.glob("*.db"))
    return {int(ending) for ending in endings if ending.isdigit()}


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
