"""What a worker hands in: its result, what is wrong with the work of others, and answers to what was wrong."""

from dataclasses import dataclass
from random import Random
from typing import Any

from tests.end_to_end.crowd.client import Json
from tests.end_to_end.crowd.documents import FINISH, RELEASE, SEND_BACK
from tests.end_to_end.crowd.journal import What
from tests.end_to_end.crowd.sizes import FAILS, RELEASES, RETRIES

POISONOUS = "Poisonous"
_JUDGES = {"TESTING", "VERIFICATION"}


@dataclass(frozen=True, slots=True)
class Work:
    """Claimed work: of which workflow, by which claim, since which event, and the assignment."""

    workflow: str
    token: str
    claim: int
    cursor: str
    phase: str
    context: Json

    @property
    def is_poisoned(self) -> bool:
        """Whether nobody gets on with it until the operator has seen to it."""
        resumed = any(note["actor"] == "OPERATOR" for note in self.context["notes"])
        return self.phase == "TESTING" and self.context["title"].startswith(POISONOUS) and not resumed


def work_of(answer: Json) -> Work:
    """What claimWork gave."""
    workflow, assignment = answer["workflow"], answer["assignment"]
    return Work(
        workflow=workflow["id"],
        token=answer["claim"]["token"],
        claim=workflow["version"],
        cursor=workflow["cursor"],
        phase=assignment["phase"],
        context=assignment["context"],
    )


@dataclass(frozen=True, slots=True)
class Submission:
    """How the work ends: the mutation and its input, but for the key."""

    what: What
    document: str
    fields: Json


def submission(work: Work, role: str, random: Random, maker: str) -> Submission:
    """A result mostly; now and then the work is given back, sent back or fails."""
    chance = random.random()
    fields: Json = {"workflowId": work.workflow, "claimToken": work.token, "role": role}
    if chance < RELEASES:
        return Submission("RELEASE", RELEASE, {**fields, "reason": f"{maker} has something else to do"})
    if chance < RELEASES + RETRIES and work.phase != "DISCOVERY":
        reason = f"{maker} can't work from this"
        return Submission("SEND_BACK", SEND_BACK, {**fields, "reason": reason, "findings": _findings(random)})
    result = {"by": maker, "claim": work.claim, "number": random.randrange(10**9)}
    fields |= {"phase": work.phase, "result": result, "answers": _answers(work, random)}
    if work.phase in _JUDGES and random.random() < FAILS:
        fields |= {"outcome": "FAIL", "notes": f"{maker} found faults", "findings": _findings(random)}
    return Submission("FINISH", FINISH, fields)


def _findings(random: Random) -> list[Json]:
    severities = random.choices(["BLOCKING", "MAJOR"], k=random.randint(1, 3))
    return [{"title": f"Fault {number}", "severity": severity} for number, severity in enumerate(severities)]


def _answers(work: Work, random: Random) -> list[dict[str, Any]]:
    found = work.context["findings"]
    return [_raisers(each) if each["raisedIn"] == work.phase else _authors(each, random) for each in found]


def _raisers(finding: Json) -> Json:
    return {"id": finding["id"], "status": "WITHDRAWN" if finding["status"] == "DISPUTED" else "RESOLVED"}


def _authors(finding: Json, random: Random) -> Json:
    status = random.choice(["RESOLVED", "DISPUTED"])
    return {"id": finding["id"], "status": status, "comment": "It is meant to be so." if status == "DISPUTED" else None}
