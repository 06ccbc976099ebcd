"""Rounds of measuring, and what they add up to."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Round: TypeAlias = Mapping[str, float]
"""What one round measured, by the names that the table's columns bear."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How many rounds, and how many seconds each side of a comparison gets in a round; `quick` leaves loads out."""

    rounds: int
    seconds: float
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over all rounds."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The round in the middle."""
        return statistics.median(self.rounds)

    @property
    def least(self) -> float:
        """The smallest of all."""
        return min(self.rounds)

    @property
    def most(self) -> float:
        """The largest of all."""
        return max(self.rounds)


@dataclass(frozen=True, slots=True)
class Row:
    """All rounds under one load, which `label` names."""

    label: str
    rounds: Sequence[Round]

    @property
    def columns(self) -> dict[str, Spread]:
        """Each figure over all rounds."""
        return {name: Spread(tuple(one[name] for one in self.rounds)) for name in self.rounds[0]}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the benchmark's comparisons: what is held against what, and what came out."""

    name: str
    title: str
    rows: Sequence[Row]
