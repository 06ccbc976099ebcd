"""Bytes, changed at random."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

Change = Callable[[Random, bytes], bytes]
BITS = (
    b"\0",
    b"\xff",
    b"\r\n",
    b"\n",
    b"\r\n\r\n",
    b":",
    b" ",
    b"{",
    b"}",
    b'"',
    b"\\",
    b"%00",
    b"\xc3",
    b"-1",
    b"99999999999",
)


def mutated(chance: Random, data: bytes) -> bytes:
    """The bytes with one to four changes."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_CHANGES)(chance, data)
    return data


def rearranged(chance: Random, items: Sequence[T]) -> list[T]:
    """The items with one left out, doubled, moved, or none."""
    found = list(items)
    at = chance.randrange(len(found))
    match chance.randrange(5):
        case 0:
            del found[at]
        case 1:
            found.insert(at, chance.choice(found))
        case 2:
            found.insert(chance.randrange(len(found)), found.pop(at))
        case 3:
            found = found[: at + 1] * chance.randint(1, 3)
        case _:
            pass
    return found


def _place(chance: Random, data: bytes) -> slice:
    start = chance.randint(0, len(data))
    return slice(start, start + chance.choice((1, 2, 4, 16, 64)))


def _flip(chance: Random, data: bytes) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _cut(chance: Random, data: bytes) -> bytes:
    return data[: chance.randint(0, len(data))]


def _drop(chance: Random, data: bytes) -> bytes:
    place = _place(chance, data)
    return data[: place.start] + data[place.stop :]


def _repeat(chance: Random, data: bytes) -> bytes:
    place = _place(chance, data)
    return data[: place.start] + data[place] * chance.choice((2, 3, 50)) + data[place.stop :]


def _insert(chance: Random, data: bytes) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice((*BITS, chance.randbytes(4))) + data[at:]


def _move(chance: Random, data: bytes) -> bytes:
    place = _place(chance, data)
    rest, at = data[: place.start] + data[place.stop :], chance.randint(0, len(data))
    return rest[:at] + data[place] + rest[at:]


_CHANGES: tuple[Change, ...] = (_flip, _flip, _cut, _drop, _repeat, _insert, _insert, _move)
