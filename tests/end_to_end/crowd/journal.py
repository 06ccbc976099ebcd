"""What each process wrote down: what it sent and what came back, readable even if it was killed."""

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

What: TypeAlias = Literal["START", "CLAIM", "FINISH", "SEND_BACK", "RELEASE", "RESUME"]


@dataclass(frozen=True, slots=True)
class Deed:
    """A command that was sent: by whom, under which key, and to which claim; then what came back, if anything did.

    `workflow` is what it is about, and `claim` the sequence of the CLAIMED event whose token it bore. `late` says that
    the maker knew that this claim had run out. An answer is either the place of what it made happen, `workflow` and
    `sequence`, or the `code` of a refusal; it may answer what was sent `again`, or be the first answer `replayed`.
    """

    maker: str
    key: str
    what: What
    workflow: str | None = None
    claim: int | None = None
    late: bool = False
    sequence: int | None = None
    code: str | None = None
    again: bool = False
    replayed: bool = False


class Journal:
    """A file to which one process appends."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def sent(self, deed: Deed) -> None:
        """A command is about to be sent."""
        self._write(asdict(deed))

    def answered(self, key: str, answer: dict[str, Any], *, again: bool) -> None:
        """Its answer came, to the first request or after it was sent `again`."""
        if "code" in answer:
            self._write({"key": key, "again": again, "code": answer["code"]})
            return
        made = {"workflow": answer["workflow"]["id"], "sequence": answer["event"]["sequence"]}
        self._write({"key": key, "again": again, "replayed": answer["replayed"], **made})

    def count(self, note: str) -> None:
        """Something happened that is worth counting."""
        self._write({"note": note})

    def saw(self, workflow: str, sequence: int, kind: str) -> None:
        """An event came over a subscription."""
        self._write({"saw": [workflow, sequence, kind]})

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Journals:
    """What all processes wrote down."""

    deeds: dict[str, Deed]
    notes: Counter[str]
    saw: list[tuple[str, int, str]]


def read(folder: Path) -> Journals:
    """All journals in `folder`; a last line that a kill cut off does not count."""
    found = Journals({}, Counter(), [])
    for path in sorted(folder.glob("*.journal")):
        whole, _, _ = path.read_text().rpartition("\n")
        _take(found, map(json.loads, whole.splitlines()))
    return found


def _take(found: Journals, lines: Iterable[dict[str, Any]]) -> None:
    for line in lines:
        if "note" in line:
            found.notes[line["note"]] += 1
        elif "saw" in line:
            workflow, sequence, kind = line["saw"]
            found.saw.append((workflow, sequence, kind))
        elif "maker" in line:
            found.deeds[line["key"]] = Deed(**line)
        else:
            key = line.pop("key")
            found.deeds[key] = replace(found.deeds[key], **line)
