"""JSON as it is sent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.encoding import MAX_ANSWER, answer, encode

TEXTS = st.text(st.characters())
"""With halves of surrogate pairs, which a message may quote."""

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@given(VALUES)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    assert json.loads(encode(value)) == value


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(TypeError):
        encode(object())


def test_an_answer_that_is_too_large_says_so_instead() -> None:
    large = {"data": "x" * MAX_ANSWER}
    for told in (large, {"id": "s", "type": "next", "payload": large}):
        found = json.loads(answer(told))
        (error,) = found.get("payload", found)["errors"]
        assert error["extensions"] == {"code": "ANSWER_TOO_LARGE"}
        assert {name: found.get(name) for name in ("id", "type")} == {name: told.get(name) for name in ("id", "type")}
    assert json.loads(answer({"data": 1})) == {"data": 1}
