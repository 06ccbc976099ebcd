"""How big a run is."""

from dataclasses import dataclass

from tests.torture.faults import FAULTS, Fault


@dataclass(frozen=True, slots=True)
class Scale:
    """Clients of each kind, builds that are worked on at once, and the faults that may strike.

    A claim lasts for one of so many seconds. Workers who are `choosy` name the project whose work they want.
    """

    workers_per_role: int = 4
    freelancers: int = 4
    operators: int = 6
    builds: int = 40
    lease: tuple[int, int] = (1, 4)
    choosy: bool = False
    faults: tuple[Fault, ...] = FAULTS


FULL = Scale()
SMALL = Scale(
    workers_per_role=2,
    freelancers=1,
    operators=3,
    builds=16,
    lease=(1, 2),
    choosy=True,
    faults=tuple(
        fault
        for fault in FAULTS
        if fault.name in {"kill -9 of a worker", "all backends terminated", "immediate restart of Postgres"}
        or fault.area in {"front", "back"}
    ),
)
