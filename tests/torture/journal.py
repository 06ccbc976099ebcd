"""Where all clients of a run write down what they did, as records."""

import time
from dataclasses import replace
from pathlib import Path

from tests.torture.records import Answer, Call, Facts, Read, Records, Stream, to_line

NAME = "records.jsonl"


class Journal:
    """Holds all records, and writes each to a file once nothing can be added to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._file = self.path.open("w")
        self._calls: list[Call] = []
        self._reads: list[Read] = []
        self._streams: list[Stream] = []
        self._under_way: dict[int, Call] = {}

    def send(self, client: str, key: str, mutation: str, given: Facts) -> Call:
        """A request is about to be sent; it has no answer until `answered` brings one."""
        call = Call(client=client, key=key, mutation=mutation, input=given, invoked_at=time.monotonic_ns())
        self._under_way[id(call)] = call
        return call

    def answered(self, call: Call, answer: Answer | None) -> None:
        """The answer came, or it is certain that none will."""
        del self._under_way[id(call)]
        if answer is not None:
            call = replace(call, answered_at=time.monotonic_ns(), answer=answer)
        self._calls.append(call)
        self._write(call)

    def read(self, read: Read) -> None:
        """A workflow was read."""
        self._reads.append(read)
        self._write(read)

    def stream(self, stream: Stream) -> None:
        """A subscription has ended for good."""
        self._streams.append(stream)
        self._write(stream)

    def close(self) -> Records:
        """Write down what is still under way as not answered; gives all records."""
        for call in list(self._under_way.values()):
            self.answered(call, None)
        self._file.close()
        return Records(tuple(self._calls), tuple(self._reads), tuple(self._streams))

    def _write(self, record: Call | Read | Stream) -> None:
        self._file.write(to_line(record) + "\n")
