"""The server that is attacked, seen by somebody else who uses it meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ALARMS = ("ERROR", "CRITICAL", "Traceback", "Exception")
LEAKS = re.compile(
    r"traceback|\.py\b|site-packages|sqlalchemy|asyncpg|postgres|build_workflows|workflow_events|select .* from|/tmp/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A server in a process of its own, a good client of it, and its log."""

    url: str
    http: httpx.Client
    log: Path

    def cursor(self) -> str:
        """The head of the log of events, asked for as any client would."""
        answer = self.http.post("/graphql", json={"query": "{ cursor }"})
        cursor: str = answer.json()["data"]["cursor"]
        return cursor

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """Check that what is done in the block changes nothing, hinders nobody, and alarms nobody."""
        cursor, said = self.cursor(), len(self.log.read_text())
        yield
        assert self.cursor() == cursor
        news = self.log.read_text()[said:]
        assert [line for line in news.splitlines() if any(word in line for word in ALARMS)] == []


def check_discreet(text: str) -> None:
    """Check that an answer tells nothing of what is inside."""
    assert LEAKS.search(text) is None, text
