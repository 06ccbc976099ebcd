"""What a process of the crowd is told when it starts."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

from tests.end_to_end.crowd.sizes import SEED, WORKERS_PER_ROLE

ROLES = ("Q_ASSISTANT", "CODE_WRITER", "TEST_AUDITOR", "VERIFICATION_OVERSEER", "RELEASE_MANAGER")


class Mishap(StrEnum):
    """What a worker does wrong at a point of its work; by all but the last it kills itself."""

    CLAIM_SENT = "died when the claim was sent"
    CLAIM_ANSWERED = "died when the claim was answered"
    HEARTBEAT = "died before a heartbeat"
    RESULT_SENT = "died when the result was sent"
    STALL = "stalled until the claim ran out"


DEATHS = [each for each in Mishap if each is not Mishap.STALL]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the server is, who the worker is, for the how-manieth time it lives, and what goes wrong at which claim."""

    host: str
    port: int
    folder: str
    role: str
    number: int
    life: int

    @property
    def name(self) -> str:
        """The name of the worker in all its lives."""
        return f"{self.role}-{self.number}"

    @property
    def maker(self) -> str:
        """The name of this life of the worker."""
        return f"{self.name}.{self.life}"

    @property
    def crashes(self) -> bool:
        """Whether it belongs to the half that crashes."""
        return self.number % 2 == 0

    @property
    def random(self) -> Random:
        """Its own chance, which the seed decides."""
        return Random(f"{SEED} {self.maker}")

    @property
    def mishap(self) -> Mishap | None:
        """What goes wrong by itself in this life."""
        if not self.crashes:
            return Mishap.STALL
        place = ROLES.index(self.role) * WORKERS_PER_ROLE // 2 + self.number // 2 + self.life
        return DEATHS[place % len(DEATHS)] if self.life <= 2 else None

    @property
    def journal(self) -> Path:
        """Where this life is written down."""
        return Path(self.folder, f"{self.maker}.journal")

    def to_json(self) -> str:
        """As it is told to the process."""
        return json.dumps(asdict(self))
