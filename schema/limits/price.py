"""What an operation costs: a sum that is known but for the page sizes and the lists of inputs that are in variables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

from resolvers.paging import MAX_PAGE

CEILING = 1e12
"""No cost grows beyond it."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page size in a variable; `otherwise` if the variable is not given."""

    variable: str
    otherwise: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """As many answers as there are inputs in the variable."""

    variable: str


Factor: TypeAlias = float | Page | Inputs


@dataclass(frozen=True, slots=True, eq=False)
class Price:
    """`fixed`, and each part times its factor. Parts may be shared: a fragment has one price, wherever it is spread."""

    fixed: float = 0
    parts: tuple[tuple[Factor, "Price"], ...] = ()

    def times(self, factor: Factor) -> "Price":
        """The price of as many."""
        if isinstance(factor, Page | Inputs) or self.parts:
            return Price(0, ((factor, self),))
        return Price(min(CEILING, self.fixed * factor))


def total(prices: Iterable[Price]) -> Price:
    """The price of all together."""
    each = tuple(prices)
    return Price(
        min(CEILING, sum(price.fixed for price in each)), tuple(part for price in each for part in price.parts)
    )


def page_size(value: object) -> int:
    """The items of a page of this size: from 1 to MAX_PAGE, which is also that of a value that is no number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ceil(min(max(value, 1), MAX_PAGE))
    return MAX_PAGE


def evaluate(price: Price, variables: Mapping[str, object]) -> float:
    """The cost with these variables, reckoning each price that is shared once."""
    known: dict[Price, float] = {}

    def of(price: Price) -> float:
        if price not in known:
            cost = sum((_value(factor, variables) * of(part) for factor, part in price.parts), start=price.fixed)
            known[price] = min(CEILING, cost)
        return known[price]

    return of(price)


def _value(factor: Factor, variables: Mapping[str, object]) -> float:
    if isinstance(factor, Inputs):
        given = variables.get(factor.variable)
        return len(given) if isinstance(given, list) else 1
    if not isinstance(factor, Page):
        return factor
    return page_size(variables[factor.variable]) if factor.variable in variables else factor.otherwise
