"""What differs between two JSON values, as a JSON Patch (RFC 6902)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.vocabulary import Json, JsonObject

ALLOWANCE = 10_000
"""Characters by which the changes inside a value may outgrow its replacement, because they tell a reader more."""

_FRAME = len('{"op":"replace","path":"","value":},')


class _Read(NamedTuple):
    """A value, read once so that all else is quick."""

    value: Json
    number: int  # the same for values that are equal as JSON, and for no others
    size: int  # characters of its JSON, nearly
    parts: "dict[str, _Read] | list[_Read] | None"


class _Change(NamedTuple):
    """An operation of the patch, and the characters of its JSON, nearly."""

    operation: JsonObject
    size: int


def difference(before: Json, after: Json) -> list[JsonObject]:
    """The operations (`add`, `remove`, `replace`), in order, that turn `before` into `after`; none when they are equal.

    1 and 1.0 are equal, 1 and true are not. The patch is at most ALLOWANCE characters longer than one that replaces
    everything, and takes n log n time for values of n characters, hostile ones too. It shares its values with `after`.
    Values may be as deep as a result may be.
    """
    numbers: dict[Hashable, int] = {}
    old, new = _read(before, numbers), _read(after, numbers)
    return [] if old.number == new.number else [change.operation for change in _changes("", old, new)]


def _read(value: Json, numbers: dict[Hashable, int]) -> _Read:
    form: Hashable
    parts: dict[str, _Read] | list[_Read] | None = None
    match value:
        case str() | int() | float() | None:
            form, size = _text(value), len(repr(value))
        case Sequence():
            parts = [_read(item, numbers) for item in value]
            form, size = tuple(item.number for item in parts), 2 + sum(item.size + 1 for item in parts)
        case _:
            parts = {key: _read(member, numbers) for key, member in value.items()}
            form = frozenset((key, member.number) for key, member in parts.items())
            size = 2 + sum(len(key) + 4 + member.size for key, member in parts.items())
    return _Read(value, numbers.setdefault(form, len(numbers)), size, parts)


def _text(scalar: str | float | None) -> str:
    """The same text for equal scalars only; numbers as text too, because a sender can make many that hash alike."""
    match scalar:
        case str():
            return f'"{scalar}'
        case float() if scalar.is_integer():
            return str(int(scalar))
        case _:
            return str(scalar)


def _changes(path: str, old: _Read, new: _Read) -> list[_Change]:
    """What turns `old` into `new`, which differ: changes inside them while these are few, else one replacement."""
    whole = _putting("replace", path, new)
    match old.parts, new.parts:
        case dict() as old_members, dict() as new_members:
            inside = _changes_of_members(path, old_members, new_members)
        case list() as old_items, list() as new_items:
            inside = _changes_of_items(path, old_items, new_items)
        case _:
            return [whole]
    room = whole.size + ALLOWANCE
    kept = []
    for change in inside:
        room -= change.size
        if room < 0:
            return [whole]
        kept.append(change)
    return kept


def _changes_of_members(path: str, old: dict[str, _Read], new: dict[str, _Read]) -> Iterator[_Change]:
    for key in old:
        if key not in new:
            yield _removing(_under(path, key))
    for key, member in new.items():
        if key not in old:
            yield _putting("add", _under(path, key), member)
        elif member.number != old[key].number:
            yield from _changes(_under(path, key), old[key], member)


def _changes_of_items(path: str, old: list[_Read], new: list[_Read]) -> Iterator[_Change]:
    """Places count as in `new`: when a gap's turn comes, all that stands before it is already as there."""
    for gone, come in _gaps([item.number for item in old], [item.number for item in new]):
        for i, j in zip(gone, come, strict=False):
            if old[i].number != new[j].number:
                yield from _changes(_under(path, j), old[i], new[j])
        for _ in gone[len(come) :]:
            yield _removing(_under(path, come.stop))
        for j in come[len(gone) :]:
            yield _putting("add", _under(path, j), new[j])


def _putting(op: str, path: str, new: _Read) -> _Change:
    return _Change({"op": op, "path": path, "value": new.value}, _FRAME + len(path) + new.size)


def _removing(path: str) -> _Change:
    return _Change({"op": "remove", "path": path}, _FRAME + len(path))


def _under(path: str, step: str | int) -> str:
    """The JSON Pointer (RFC 6901) one step further."""
    return f"{path}/{str(step).replace('~', '~0').replace('/', '~1')}"


def _gaps(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[range, range]]:
    """The places, in order, between the items that match; a gap may begin with equal items, but never ends with any."""
    i = j = 0
    for next_i, next_j in [*_rising(_landmarks(old, new)), (len(old), len(new))]:
        end_i, end_j = next_i, next_j
        while end_i > i and end_j > j and old[end_i - 1] == new[end_j - 1]:
            end_i, end_j = end_i - 1, end_j - 1
        if i < end_i or j < end_j:
            yield range(i, end_i), range(j, end_j)
        i, j = next_i + 1, next_j + 1


def _landmarks(old: Sequence[int], new: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Where each item stands that both lists have exactly once."""
    if set(old).isdisjoint(new):
        return ()  # soon told, which counts where there are many small lists
    in_old, in_new = Counter(old), Counter(new)
    places = {number: j for j, number in enumerate(new) if in_new[number] == 1}
    return ((i, places[number]) for i, number in enumerate(old) if in_old[number] == 1 and number in places)


def _rising(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of the pairs as can stay, in order, so that their second places rise too."""
    ends: list[_Choice] = []  # of each length, the choice so far that ends lowest
    for i, j in pairs:
        shorter = bisect_left(ends, j, key=lambda choice: choice.j)
        ends[shorter : shorter + 1] = [_Choice(i, j, ends[shorter - 1] if shorter else None)]
    chosen, choice = [], ends[-1] if ends else None
    while choice:
        chosen.append((choice.i, choice.j))
        choice = choice.earlier
    return chosen[::-1]


class _Choice(NamedTuple):
    i: int
    j: int
    earlier: "_Choice | None"
