"""Bounds on a result: a JSON object that any JSON reader gives back as it was."""

from collections.abc import Mapping, Sequence

from domain.limits import MAX_INTEGER_DIGITS, MAX_RESULT_DEPTH, MAX_RESULT_SIZE
from domain.refusals import InvalidInput
from domain.texts import check_characters
from domain.vocabulary import Json

FIELD = "result"
_LARGEST = 10**MAX_INTEGER_DIGITS
_SHORT = {character: f"\\{letter}" for character, letter in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)}
_ESCAPES = str.maketrans({**{chr(code): f"\\u{code:04x}" for code in range(0x20)}, **_SHORT})


def check_result(result: Json) -> InvalidInput | None:
    """A result, when given, is an object of bounded size and depth, and all in it is JSON."""
    if result is None:
        return None
    if not isinstance(result, Mapping):
        return InvalidInput(FIELD, 'a JSON object, such as {"summary": "..."}', _kind(result))
    size = 0
    pending: list[tuple[Json, int]] = [(result, 1)]
    while pending:
        value, depth = pending.pop()
        if depth > MAX_RESULT_DEPTH:
            return InvalidInput(FIELD, f"at most {MAX_RESULT_DEPTH} levels of objects and lists", "more")
        if problem := _check_scalar(value):
            return problem
        inside = _inside(value)
        size += _length(value, len(inside))
        if size > MAX_RESULT_SIZE:
            return InvalidInput(FIELD, f"at most {MAX_RESULT_SIZE} characters of JSON", "more")
        pending += [(item, depth + _nests(item)) for item in inside]
    return None


def _kind(value: Json) -> str:
    if isinstance(value, str):
        return "a string"
    if isinstance(value, Sequence):
        return "a list"
    return "a boolean" if isinstance(value, bool) else "a number"


def _nests(value: Json) -> int:
    return int(isinstance(value, dict | list | tuple | Mapping))


def _inside(value: Json) -> list[Json]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    return list(value) if isinstance(value, list | tuple) else []


def _length(value: Json, inside: int) -> int:
    if isinstance(value, str):
        return len(value.translate(_ESCAPES)) + 2
    if _nests(value):
        return max(2, inside + 1)
    return len(str(value))


def _check_scalar(value: Json) -> InvalidInput | None:
    if isinstance(value, str):
        return check_characters(FIELD, value)
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return InvalidInput(FIELD, "finite numbers", str(value))
    if isinstance(value, int) and not -_LARGEST < value < _LARGEST:
        return InvalidInput(FIELD, f"integers of at most {MAX_INTEGER_DIGITS} digits", "a longer one")
    return None
