"""Bounds on a result: a JSON object of bounded size and depth, all of which can be stored and read back."""

import json
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commands import Advance
from domain.decide import decide
from domain.limits import MAX_INTEGER_DIGITS, MAX_RESULT_DEPTH, MAX_RESULT_SIZE
from domain.refusals import InvalidInput
from domain.vocabulary import Json
from tests.domain.builds import ID, Build

BUILD = Build()
TOO_LARGE = InvalidInput("result", f"at most {MAX_RESULT_SIZE} characters of JSON", "more")
TOO_DEEP = InvalidInput("result", f"at most {MAX_RESULT_DEPTH} levels of objects and lists", "more")
TOO_LONG = InvalidInput("result", f"integers of at most {MAX_INTEGER_DIGITS} digits", "a longer one")
LONGEST = 10**MAX_INTEGER_DIGITS - 1

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
)


def refused(result: Json) -> InvalidInput | None:
    """How finishing a phase with `result` is refused, if it is."""
    answer = decide(BUILD.workflow, Advance(workflow_id=ID, actor=BUILD.owner, result=result))
    if isinstance(answer, tuple):
        assert answer[0].data["result"] == result
        return None
    assert isinstance(answer, InvalidInput)
    return answer


def compact(result: Json) -> str:
    """`result` as compact JSON."""
    return json.dumps(result, separators=(",", ":"), ensure_ascii=False)


def nested(levels: int, *, lists: bool) -> Json:
    """A result of so many levels, the object itself counted."""
    inner: Json = 1
    for _ in repeat(None, levels - 1):
        inner = [inner] if lists else {"a": inner}
    return {"a": inner}


@pytest.mark.parametrize(
    ("result", "kind"),
    [("text", "a string"), ([{}], "a list"), ((1,), "a list"), (True, "a boolean"), (0, "a number"), (0.5, "a number")],
)
def test_a_result_is_an_object(result: Json, kind: str) -> None:
    assert refused(result) == InvalidInput("result", 'a JSON object, such as {"summary": "..."}', kind)


def test_an_empty_object_is_a_result() -> None:
    assert refused({}) is None


@pytest.mark.parametrize("lists", [True, False])
def test_a_result_is_as_deep_as_the_limit_and_not_one_level_deeper(lists: bool) -> None:
    assert refused(nested(MAX_RESULT_DEPTH, lists=lists)) is None
    assert refused(nested(MAX_RESULT_DEPTH + 1, lists=lists)) == TOO_DEEP


def test_an_object_inside_the_deepest_list_is_one_level_too_many_also_when_empty() -> None:
    inner: Json = {}
    for _ in repeat(None, MAX_RESULT_DEPTH - 1):
        inner = [inner]
    assert refused({"a": inner}) == TOO_DEEP


@given(values)
@settings(deadline=None, max_examples=80, derandomize=True)
def test_a_result_is_as_large_as_the_limit_and_not_one_character_larger(value: Json) -> None:
    room = MAX_RESULT_SIZE - len(compact({"a": value, "fill": ""}))
    assert refused({"a": value, "fill": "x" * room}) is None
    assert refused({"a": value, "fill": "x" * (room + 1)}) == TOO_LARGE


@pytest.mark.parametrize("character", ['"', "\\", "\n", "\x01"], ids=ascii)
def test_the_size_of_a_result_is_that_of_its_compact_json_also_where_characters_are_escaped(character: str) -> None:
    room = MAX_RESULT_SIZE - len(compact({"a": ""}))
    fits = character * (room // (len(compact(character)) - 2))
    assert len(compact({"a": fits + character})) > MAX_RESULT_SIZE
    assert refused({"a": fits}) is None
    assert refused({"a": fits + character}) == TOO_LARGE


@pytest.mark.parametrize(
    "result", [{"a": [0] * MAX_RESULT_SIZE}, {str(key): None for key in range(MAX_RESULT_SIZE // 8)}]
)
def test_many_small_values_are_as_large_as_their_json(result: Json) -> None:
    assert len(compact(result)) > MAX_RESULT_SIZE
    assert refused(result) == TOO_LARGE


def test_a_result_that_shares_its_parts_is_measured_as_it_would_be_written() -> None:
    shared: Json = {}
    for _ in repeat(None, MAX_RESULT_DEPTH - 2):
        shared = [shared, shared]
    assert refused({"a": shared}) == TOO_LARGE


@pytest.mark.parametrize("sign", [1, -1])
def test_an_integer_has_as_many_digits_as_the_limit_and_not_one_more(sign: int) -> None:
    assert refused({"a": [sign * LONGEST]}) is None
    assert refused({"a": [sign * (LONGEST + 1)]}) == TOO_LONG
    assert refused({"a": sign * 10**5000}) == TOO_LONG


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_number_is_finite(number: str) -> None:
    assert refused({"a": [{"b": float(number)}]}) == InvalidInput("result", "finite numbers", number)


@pytest.mark.parametrize("number", [0.0, -0.0, 5e-324, 1.7976931348623157e308])
def test_every_finite_number_is_taken(number: float) -> None:
    assert refused({"a": number}) is None


@pytest.mark.parametrize("bad", ["\0", "a\ud83c", "\udfa9"], ids=ascii)
def test_nul_and_lone_surrogates_are_refused_in_keys_and_in_values_at_any_depth(bad: str) -> None:
    received = f"U+{ord(bad[-1]):04X} at position {len(bad) - 1}"
    expected = InvalidInput("result", "text without NUL and lone surrogates", received)
    for result in ({"a": bad}, {bad: "a"}, {"a": [{"b": bad}]}, {"a": [{bad: 1}]}):
        assert refused(result) == expected
