"""The difference of two JSON values: a patch that is right, that reads well, and that never grows large."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.limits import MAX_RESULT_DEPTH
from domain.vocabulary import Json, JsonObject
from resolvers.difference import ALLOWANCE, difference

steady = settings(deadline=None, derandomize=True)
LONG = "k" * (ALLOWANCE // 2)  # changes under so long a name soon outgrow the value

keys = st.sampled_from(["", "a", "b", "/", "~", "~1", "0", "-", LONG]) | st.text(max_size=3)
scalars = (
    st.sampled_from([None, False, True, 0, 1, 0.0, 1.0, "", "1"])
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | keys
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(keys, inner, max_size=6))


def applied(document: Any, patch: list[JsonObject]) -> Any:
    """The document with the operations carried out, one by one, as RFC 6902 says."""
    holder, operations = json.loads(json.dumps([{"": document}, patch]))
    for operation in operations:
        *way, last = [step.replace("~1", "/").replace("~0", "~") for step in f"{operation['path']}".split("/")]
        target: Any = holder
        for step in way:
            target = target[place(target, step)]
        carry_out(target, place(target, last), operation)
    return holder[""]


def place(target: Any, step: str) -> Any:
    return int(step) if isinstance(target, list) else step


def carry_out(target: Any, at: Any, operation: Any) -> None:
    if operation["op"] != "add":
        target[at]  # what is replaced or removed must be there
    match operation["op"]:
        case "add" if isinstance(target, list):
            assert at <= len(target)
            target.insert(at, operation["value"])
        case "add" | "replace":
            target[at] = operation["value"]
        case "remove":
            del target[at]
        case other:
            pytest.fail(other)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON: for Python alone, True is 1."""
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case _:
            return bool(one == other) and isinstance(one, bool) is isinstance(other, bool)


def respelt(value: Any) -> Any:
    """The same JSON with its members the other way round and its small whole numbers written with a point."""
    match value:
        case dict():
            return {key: respelt(value[key]) for key in reversed(value)}
        case list():
            return [respelt(item) for item in value]
        case int() if type(value) is int and abs(value) < 2**53:
            return float(value)
        case _:
            return value


def compact(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":")))


@steady
@given(values, values)
def test_the_patch_turns_one_value_into_the_other(before: Json, after: Json) -> None:
    assert same(applied(before, difference(before, after)), after)


@steady
@given(st.lists(st.sampled_from([0, 1, True, 2, 3, 4, [0], [True]]), max_size=12), st.data())
def test_the_patch_turns_a_list_into_one_of_much_the_same_items(before: list[Json], data: st.DataObject) -> None:
    after = data.draw(st.permutations(before)) + data.draw(st.lists(st.sampled_from(before or [5]), max_size=4))
    patch = difference(before, after)
    assert same(applied(before, patch), after)
    assert len(patch) <= len(before) + len(after)


@steady
@given(values)
def test_equal_values_give_an_empty_patch_however_they_are_spelt(value: Json) -> None:
    assert difference(value, deepcopy(value)) == []
    assert difference(value, respelt(value)) == []


@steady
@given(st.lists(scalars, min_size=1), st.data())
def test_one_item_more_or_less_is_one_operation(items: list[Json], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(items) - 1))
    fewer = items[:at] + items[at + 1 :]
    assert [operation["op"] for operation in difference(items, fewer)] == ["remove"]
    assert [operation["op"] for operation in difference(fewer, items)] == ["add"]


def add(path: str, value: Json) -> JsonObject:
    return {"op": "add", "path": path, "value": value}


def replace(path: str, value: Json) -> JsonObject:
    return {"op": "replace", "path": path, "value": value}


def remove(path: str) -> JsonObject:
    return {"op": "remove", "path": path}


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ({"passed": 3, "failed": 2}, {"passed": 5, "failed": 0}, [replace("/passed", 5), replace("/failed", 0)]),
        ({"a": 1, "b": 2}, {"b": 2, "c": 3}, [remove("/a"), add("/c", 3)]),
        ({"a": {"b": [1, {"c": "x"}]}}, {"a": {"b": [1, {"c": "y"}]}}, [replace("/a/b/1/c", "y")]),
        ([1, 2, 3, 4], [1, 9, 3, 4], [replace("/1", 9)]),
        (["x", "y", "z"], ["new", "x", "z", "last"], [add("/0", "new"), remove("/2"), add("/3", "last")]),
        ([{"a": 1}, {"b": 1, "c": 1}], [5, {"a": 1}, {"b": 1, "c": 2}], [add("/0", 5), replace("/2/c", 2)]),
        ([1, 2, 3], [3], [remove("/0"), remove("/0")]),
        ({"a": []}, {"a": {}}, [replace("/a", {})]),
        ({"a": None}, {}, [remove("/a")]),
        ({"a": 1}, {"a": True}, [replace("/a", True)]),
        ([0, "1", None], [False, "1", "None"], [replace("/0", False), replace("/2", "None")]),
        ({"a": [1, 2.0]}, {"a": [1.0, 2]}, []),
        (2**53, float(2**53), []),
        (2**53 + 1, float(2**53), [replace("", float(2**53))]),
        (0.0, -0.0, []),
        ({"a/b": 1, "m~n": 1}, {"a/b": 2, "m~n": 2}, [replace("/a~1b", 2), replace("/m~0n", 2)]),
        ({"": 1, "~1": 1, "-": {"0": 1}}, {"": 2, "-": {}}, [remove("/~01"), replace("/", 2), remove("/-/0")]),
        ([], {}, [replace("", {})]),
        ("x", "x", []),
    ],
)  # fmt: skip
def test_the_patch_is_the_one_that_a_person_expects(before: Json, after: Json, patch: list[JsonObject]) -> None:
    found = difference(before, after)
    assert found == patch
    assert same(found, patch)


def nested(value: Json) -> JsonObject:
    for level in range(MAX_RESULT_DEPTH - 2):
        value = {"inside": value} if level % 2 else [level, value]
    return {"": value}


NUMBERS = [*range(10_000, 50_000)]
ALIKE = [number * (2**61 - 1) for number in range(12_000)]  # all of one hash in Python


@pytest.mark.parametrize(
    ("before", "after", "most"),
    [
        pytest.param(NUMBERS, [number + 40_000 for number in NUMBERS], 1, id="every item another"),
        pytest.param(NUMBERS, [*NUMBERS[1:], 0], 2, id="shifted by one"),
        pytest.param(NUMBERS, NUMBERS[::-1], 1, id="reversed"),
        pytest.param(NUMBERS, NUMBERS[::2], 1, id="every other one gone"),
        pytest.param(NUMBERS, [], 1, id="all gone"),
        pytest.param([0, 1] * 60_000, [1, 0] * 60_000, 2, id="few kinds of items, shifted by one"),
        pytest.param([0] * 120_000, [1] * 120_000, 1, id="one kind of item"),
        pytest.param([[]] * 80_000, [{}] * 80_000, 1, id="many small values"),
        pytest.param(ALIKE, ALIKE[::-1], 1, id="numbers that hash alike"),
        pytest.param({f"k{n}": n for n in NUMBERS}, {f"k{n}": -n for n in NUMBERS}, 1, id="every member changed"),
        pytest.param({f"k{n}": n for n in NUMBERS}, {f"j{n}": n for n in NUMBERS}, 1, id="every member renamed"),
        pytest.param({"k" * 130_000: NUMBERS}, {"k" * 130_000: [n + 1 for n in NUMBERS[::2]]}, 1, id="long name"),
        pytest.param({"a": "x" * 262_000}, {"a": "y" * 262_000}, 1, id="long text"),
        pytest.param(nested([0] * 100_000), nested([0] * 99_999 + [1]), 1, id="deep"),
        pytest.param(nested(NUMBERS), nested(NUMBERS[::-1]), 1, id="deep, every item another"),
    ],
)
def test_the_patch_stays_small_for_values_as_bad_as_they_come(before: Json, after: Json, most: int) -> None:
    patch = difference(before, after)
    assert same(applied(before, patch), after)
    assert len(patch) <= most
    assert compact(patch) <= compact([replace("", after)]) + ALLOWANCE


def test_a_value_that_changed_too_much_is_replaced_and_what_is_around_it_is_not() -> None:
    before: JsonObject = {"log": NUMBERS, "note": "kept", "passed": False}
    after: JsonObject = {"log": NUMBERS[::-1], "note": "kept", "passed": True}
    assert difference(before, after) == [replace("/log", NUMBERS[::-1]), replace("/passed", True)]
