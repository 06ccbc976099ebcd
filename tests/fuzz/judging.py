"""Whether a server may answer so."""

import re

from tests.fuzz.answers import CODE, STATUS, words
from tests.fuzz.case import Case, Heard
from tests.hostile.target import LEAKS

UPGRADED_TWICE = re.compile(rb"HTTP/1\.1 101 .*?\r\n\r\nHTTP/", re.DOTALL)


def fault(case: Case, heard: Heard) -> str | None:
    """What is wrong with the answer; None if nothing is."""
    if heard.late:
        return "the answer did not come"
    if UPGRADED_TWICE.search(heard.data):
        return "HTTP is spoken on a WebSocket"
    for status in STATUS.findall(heard.data):
        if status >= b"500" and not (status == b"503" and CODE.search(heard.data)):
            return f"the status is {status.decode()}"
    if b"INTERNAL_ERROR" in heard.data and b"INTERNAL_ERROR" not in case.data:
        return "the code is INTERNAL_ERROR"
    return _leak(case, heard)


def _leak(case: Case, heard: Heard) -> str | None:
    """A word about the server's inside that the client did not say itself."""
    said = case.data.decode(errors="replace").lower()
    for found in LEAKS.finditer(words(heard.data)):
        if found[0].lower() not in said:
            return f"the answer tells of {found[0]!r}"
    return None
