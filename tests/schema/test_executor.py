"""Our way to execute gives what graphql-core's own gives, whatever is asked for and whatever is wrong."""

import gc
from enum import Enum
from random import Random
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, parse, validate
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult

from schema.executing.executor import Executor

EACH = 6


class Colour(Enum):
    RED = "RED"
    BLUE = "BLUE"


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Odd(Named):
    colour: Colour
    number: int
    maybe_number: int | None
    maybe_colour: Colour | None
    numbers: list[int]
    ratio: float
    yes: bool | None

    @strawberry.field
    def shout(self) -> str:
        return self.name.upper()

    @strawberry.field
    async def later(self) -> str:
        return self.name

    @strawberry.field
    def child(self) -> "Odd | None":
        return self

    @strawberry.field
    async def other(self) -> "Odd":
        return odd(number=self.number)

    @strawberry.field
    def fails(self) -> str | None:
        raise ValueError("it fails")


@strawberry.type
class Even(Named):
    number: str


def odd(**values: Any) -> Odd:
    """One whose values may be of a wrong kind, or missing."""
    good: dict[str, Any] = {
        "name": "n",
        "colour": Colour.RED,
        "number": 1,
        "maybe_number": None,
        "maybe_colour": Colour.BLUE,
        "numbers": [1, 2],
        "ratio": 0.5,
        "yes": True,
    }
    made = Odd(**good)
    for name, value in values.items():
        if value is ...:
            delattr(made, name)
        else:
            setattr(made, name, value)
    return made


WRONG: list[dict[str, Any]] = [
    {},
    {"number": None},
    {"number": 2**40},
    {"number": "no number"},
    {"maybe_number": 2**40},
    {"maybe_number": 0.5},
    {"colour": None},
    {"colour": "GREEN"},
    {"maybe_colour": "GREEN"},
    {"name": None},
    {"name": ...},
    {"name": {}},
    {"maybe_number": ...},
    {"ratio": float("nan")},
    {"yes": "yes"},
    {"numbers": None},
]


@strawberry.type
class Query:
    @strawberry.field
    def one(self) -> Odd | None:
        return odd(**WRONG[Query.which])

    @strawberry.field
    def sure(self) -> Odd:
        return odd(**WRONG[Query.which])

    @strawberry.field
    async def named(self) -> list[Odd | Even]:
        return [odd(**WRONG[Query.which]), Even(name="e", number="2")]

    which: strawberry.Private[int] = 0


def _schema(executes: type[StrawberryGraphQLCoreExecutionContext]) -> strawberry.Schema:
    return strawberry.Schema(Query, types=[Odd, Even], execution_context_class=executes)


OURS, STOCK = _schema(Executor), _schema(StrawberryGraphQLCoreExecutionContext)


class Documents:
    """Makes random documents."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._directives = self._random.random() < 0.3
        self._fragments: list[str] = []
        odd_type, even_type = (OURS._schema.get_type(name) for name in ("Odd", "Even"))
        assert isinstance(odd_type, GraphQLObjectType)
        assert isinstance(even_type, GraphQLObjectType)
        self._types = {"Odd": odd_type, "Even": even_type}

    def one(self) -> str:
        """A document; the same field under the same name always asks for the same, so that it is valid."""
        chosen = self._random.sample(("one", "sure", "named"), self._random.choice((1, 1, 3)))
        root = " ".join(map(self._root, chosen))
        variables = "($yes: Boolean! = true, $no: Boolean! = false)" if self._directives else ""
        return " ".join((f"query{variables} {{ {root} }}", *self._fragments))

    def _root(self, field: str) -> str:
        if field == "one":
            return f"one {self._selection('Odd', 2)}"
        if field == "sure":
            return f"sure {{ __typename }} sure {self._selection('Odd', 1)}"
        return (
            f"named {{ ... on Odd {self._selection('Odd', 1)} ... on Even {{ second: number __typename }} __typename }}"
        )

    def _selection(self, name: str, depth: int) -> str:
        chosen = [self._field(name, depth) for _ in range(self._random.randint(1, 7))]
        last = "u: __typename @include(if: $yes) w: __typename @skip(if: $no)" if self._directives else ""
        return f"{{ {' '.join(chosen)} v: __typename {last} }}"

    def _field(self, name: str, depth: int) -> str:
        kind = self._random.random()
        if depth and kind < 0.15:
            self._fragments.append(f"fragment F{len(self._fragments)} on {name} {self._selection(name, 0)}")
            return f"...F{len(self._fragments) - 1}{self._directive()}"
        if depth and kind < 0.25:
            return f"... on {name}{self._directive()} {self._selection(name, depth - 1)}"
        if kind < 0.3:
            return "__typename"
        field, definition = self._random.choice(list(self._types[name].fields.items()))
        alias = self._random.choice(("", "", f"other_{field}: "))
        below = get_named_type(definition.type)
        if is_leaf_type(below):
            return f"{alias}{field}{self._directive()}"
        return f"{alias}{field}{self._directive()} {self._selection(below.name, depth - 1)}" if depth else "__typename"

    def _directive(self) -> str:
        if not self._directives:
            return ""
        return self._random.choice(("", "", "", " @skip(if: $yes)", " @include(if: $yes)", " @include(if: $no)"))


def _told(result: ExecutionResult) -> tuple[Any, list[Any]]:
    errors = [error.formatted for error in result.errors or ()]
    return _in_order(result.data), sorted(errors, key=str)


def _in_order(value: Any) -> Any:
    """Objects as lists, whose order counts; by their texts, for which NaN is itself."""
    if isinstance(value, dict):
        return [(name, _in_order(each)) for name, each in value.items()]
    return [_in_order(each) for each in value] if isinstance(value, list) else repr(value)


@pytest.mark.filterwarnings("ignore:.*never awaited:RuntimeWarning")  # graphql-core's own, beside an error
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("which", range(len(WRONG)))
async def test_documents_are_executed_as_by_graphql_core(
    which: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", "strawberry.execution")
    monkeypatch.setattr(Query, "which", which)
    for seed in range(which * EACH, which * EACH + EACH):
        document = Documents(seed).one()
        assert validate(OURS._schema, parse(document)) == []
        ours, stock = await OURS.execute(document), await STOCK.execute(document)
        assert _told(ours) == _told(stock), document
    gc.collect()
