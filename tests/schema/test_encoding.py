"""JSON as it is sent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.encoding import encode

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
