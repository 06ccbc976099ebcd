"""What a client of the server knows: ids and cursors that exist, so that random requests reach something."""

from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.api.client import Client

STATES = ("PLANNING", "HANDOFF_TO_CODER", "IMPLEMENTATION", "TESTING", "HANDOFF_TO_VERIFIER", "DEPLOYMENT", "COMPLETE")
TEXTS = (
    *(
        "",
        " ",
        "x",
        "T" * 201,
        "\0",
        "\ud800",
        "\u202e",
        "é" * 50,
        "a\r\nb: c",
        "null",
        "{}",
        "%s%n",
        "'; --",
        "\x1b[2J",
    ),
    *("9" * 5000, "-1", "1e999", "00000000-0000-0000-0000-000000000000", "x" * 20_001, "\U0001f600" * 100, "$1", "\\"),
)
NUMBERS = (0, 1, 2, 3, 5, 20, 100, 101, -1, 2**31 - 1, 2**31, -(2**31), 2**53, 2**63, 10**400, 1.5, 1e308, -0.0)
TIMES = ("2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999+14:00", "2026-13-01", "now", "")


@dataclass(frozen=True, slots=True)
class Known:
    """The newest of each: workflows, cursors, claim tokens."""

    ids: deque[str] = field(default_factory=lambda: deque(maxlen=8))
    cursors: deque[str] = field(default_factory=lambda: deque(["START"], maxlen=8))
    tokens: deque[str] = field(default_factory=lambda: deque(maxlen=8))

    async def renew(self, client: Client, chance: Random) -> None:
        """Start another workflow and take it to some state, so that not all of them have been cancelled."""
        started = (await client.start(separateDuties=False))["workflow"]
        await client.advance_to(started["id"], chance.choice(STATES))
        self.ids.append(started["id"])
        self.cursors.append(started["cursor"])
        claimed = await client.mutate("claimWork", role=chance.choice(("CODE_WRITER", "TEST_AUDITOR")))
        if "claim" in claimed:
            self.tokens.append(claimed["claim"]["token"])

    def value(self, name: str, chance: Random) -> Any:
        """A value that the argument or field of this name may well have; None if nothing is known of it."""
        if name in {"id", "workflowId"}:
            return chance.choice(self.ids)
        if name == "after":
            return chance.choice(self.cursors)
        if name == "claimToken" and self.tokens:
            return chance.choice(self.tokens)
        if name in {"first", "expectedVersion", "before", "attempt", "leaseSeconds", "maxRounds"}:
            return chance.randint(0, 12)
        return {"projectId": "p", "idempotencyKey": f"k{chance.randint(0, 9)}"}.get(name)
