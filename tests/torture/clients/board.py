"""What all clients of a run know together."""

import asyncio
from dataclasses import dataclass, field

PROJECTS = ("atlas", "borealis", "cygnus")
ROLES = ("Q_ASSISTANT", "CODE_WRITER", "TEST_AUDITOR", "VERIFICATION_OVERSEER", "RELEASE_MANAGER")
PHASES = ("DISCOVERY", "PLANNING", "IMPLEMENTATION", "TESTING", "VERIFICATION", "DEPLOYMENT")
GATES = ("HANDOFF_TO_CODER", "HANDOFF_TO_TESTER", "HANDOFF_TO_VERIFIER", "HANDOFF_TO_RELEASER")
JUDGES = ("TESTING", "VERIFICATION")


@dataclass(slots=True)
class Board:
    """The workflows that are worked on, of which there should be `wanted`; all clients stop once it is `ending`."""

    wanted: int
    workflows: list[str] = field(default_factory=list)
    started: int = 0
    ending: asyncio.Event = field(default_factory=asyncio.Event)
