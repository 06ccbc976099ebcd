"""WebSockets, frame by frame: right ones, changed at random."""

from dataclasses import dataclass, replace
from random import Random

from tests.fuzz.case import Case
from tests.fuzz.messages import conversation, encoded, opening
from tests.fuzz.mutating import mutated, rearranged
from tests.fuzz.site import Site
from tests.hostile.socket_cases import cases as hostile
from tests.hostile.wire import CLOSE, PING, PONG, TEXT

CONT = 0
HOSTILE = [data for data, _ in hostile().values() if len(data) < 4096]


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, which may be wrong: `excess` is added to its length, `wide` writes the length in more bytes."""

    opcode: int
    payload: bytes
    fin: bool = True
    reserved: int = 0
    key: bytes | None = b"\x11\x22\x33\x44"
    excess: int = 0
    wide: int = 0

    def encoded(self) -> bytes:
        """The frame as bytes."""
        size = max(0, len(self.payload) + self.excess)
        wide = max(self.wide, 0 if size < 126 else 2 if size < 65536 else 8)
        length = (
            bytes([{0: size & 0x7F, 2: 126, 8: 127}[wide] | (0x80 if self.key else 0)])
            + size.to_bytes(8, "big")[8 - wide :]
        )
        key = self.key or bytes(4)
        masked = bytes(byte ^ key[at % 4] for at, byte in enumerate(self.payload))
        return bytes([self.fin << 7 | self.reserved << 4 | self.opcode]) + length + (self.key or b"") + masked


def cases(chance: Random, site: Site) -> list[Case]:
    """Conversations whose frames are in disorder."""
    return [Case("frames", _pieces(chance, site), upgrades=True) for _ in range(96)]


def _pieces(chance: Random, site: Site) -> tuple[bytes, ...]:
    begin = opening(site)
    if chance.random() < 0.15:
        begin = mutated(chance, begin)
    if chance.random() < 0.1:
        return begin, mutated(chance, chance.choice(HOSTILE))
    frames = [Frame(TEXT, encoded(message)) for message in conversation(chance, site)]
    said = [frame.encoded() for frame in _disordered(chance, frames)]
    if chance.random() < 0.4:
        at = chance.randrange(len(said))
        said[at] = mutated(chance, said[at])
    return begin, *said


def _disordered(chance: Random, frames: list[Frame]) -> list[Frame]:
    for _ in range(chance.randint(0, 3)):
        frames = rearranged(chance, frames) or frames
        at = chance.randrange(len(frames))
        frames[at : at + 1] = _changed(chance, frames[at])
    return frames


def _changed(chance: Random, frame: Frame) -> list[Frame]:
    """The frame with something wrong, or in pieces that are right or nearly so."""
    match chance.randrange(8):
        case 0:
            return [replace(frame, opcode=chance.randrange(16))]
        case 1:
            return [replace(frame, reserved=chance.randrange(8), fin=chance.random() < 0.5)]
        case 2:
            return [replace(frame, key=chance.choice((None, bytes(4), chance.randbytes(4))))]
        case 3:
            return [replace(frame, excess=chance.choice((-1, 1, 100, 1 << 20, 1 << 40, (1 << 63) - 1)))]
        case 4:
            return [replace(frame, wide=chance.choice((2, 8)))]
        case 5:
            return [frame, _control(chance)]
        case _:
            return _fragments(chance, frame)


def _fragments(chance: Random, frame: Frame) -> list[Frame]:
    cut = chance.randint(0, len(frame.payload))
    first = replace(frame, payload=frame.payload[:cut], fin=False)
    last = Frame(chance.choice((CONT, CONT, CONT, TEXT)), frame.payload[cut:], fin=chance.random() < 0.8)
    return [first, *(_control(chance) for _ in range(chance.randrange(3))), last]


def _control(chance: Random) -> Frame:
    payload = chance.choice((b"", b"x", b"\x03\xe8", b"\x03\xe8\xff", b"\0\0", chance.randbytes(125), bytes(126)))
    return Frame(chance.choice((PING, PONG, PING, PONG, CLOSE, 11)), payload, fin=chance.random() < 0.9)
