"""What must hold of a log and of the journals of those who made it. Each rule tells what is wrong, in sentences."""

from collections.abc import Iterator, Mapping, Sequence

from tests.end_to_end.crowd.history import Entry, by_workflow
from tests.end_to_end.crowd.journal import Deed, Journals, What

PHASES = {"DISCOVERY", "PLANNING", "IMPLEMENTATION", "TESTING", "VERIFICATION", "DEPLOYMENT"}
ENDINGS = {"CLAIM_RELEASED", "CLAIM_EXPIRED", "CLAIM_REVOKED"}
PASSES = {"PHASE_PASSED", "COMPLETED"}
WORK = PASSES | {"PHASE_FAILED", "RETRY_REQUESTED"}
BY_TIME = {"CLAIM_EXPIRED", "ESCALATED"}
MAKES: Mapping[What, set[tuple[str, ...]]] = {
    "START": {("STARTED",)},
    "CLAIM": {("CLAIMED",), ("ACKNOWLEDGED", "CLAIMED")},
    "FINISH": {("PHASE_PASSED",), ("COMPLETED",), ("PHASE_FAILED",), ("PHASE_FAILED", "ESCALATED")},
    "SEND_BACK": {("RETRY_REQUESTED",), ("RETRY_REQUESTED", "ESCALATED")},
    "RELEASE": {("CLAIM_RELEASED",)},
    "RESUME": {("RESUMED",)},
}


def problems(log: Sequence[Entry], journals: Journals) -> list[str]:
    """All that is wrong."""
    found = [*_dense(log), *_seen(log, journals), *_keys(log, journals.deeds)]
    for history in by_workflow(log).values():
        found += [f"workflow {history[0].workflow}: {each}" for each in _of_one(history, journals.deeds)]
    return found


def _dense(log: Sequence[Entry]) -> Iterator[str]:
    if [entry.position for entry in log] != list(range(1, len(log) + 1)):
        yield "the positions have holes"


def _seen(log: Sequence[Entry], journals: Journals) -> Iterator[str]:
    if [(entry.workflow, entry.sequence, entry.kind) for entry in log] != journals.saw:
        yield "the watcher did not see every event once and in order"


def _keys(log: Sequence[Entry], deeds: Mapping[str, Deed]) -> Iterator[str]:
    """Each command that was acknowledged has made its events, once; each that was refused none."""
    made: dict[str, list[Entry]] = {}
    for entry in log:
        if entry.key is not None:
            made.setdefault(entry.key, []).append(entry)
        elif entry.kind not in BY_TIME:
            yield f"nobody's command made {entry.kind} at {entry.position}"
    for key in made.keys() - deeds.keys():
        yield f"{key}: in the log, but nobody sent it"
    ran_out = {(entry.workflow, entry.claim) for entry in log if entry.kind == "CLAIM_EXPIRED"}
    for key, deed in deeds.items():
        if deed.code == "CLAIM_LOST" and (deed.workflow, deed.claim) not in ran_out:
            yield f"{key}: refused as CLAIM_LOST, but the claim {deed.claim} had not run out"
        if wrong := _wrong_about(deed, made.get(key, [])):
            yield f"{key}: {wrong}"


def _wrong_about(deed: Deed, made: Sequence[Entry]) -> str | None:
    """What does not fit between what was sent, what came back and what was made."""
    overtaken = (
        deed.again and deed.code == "NOTHING_WAITING"
    )  # sent twice, and the second one came too early to find it
    if deed.code is not None and made and not overtaken:
        return f"refused as {deed.code}, but it was applied"
    if deed.late and made:
        return "handed in after the claim had run out, but it was applied"
    if deed.late and deed.sequence is not None:
        return "handed in after the claim had run out, but it was acknowledged"
    if made and tuple(entry.kind for entry in made) not in MAKES[deed.what]:
        return f"a {deed.what} made {[entry.kind for entry in made]}"
    if deed.sequence is not None and (deed.workflow, deed.sequence) not in {(e.workflow, e.sequence) for e in made}:
        return "acknowledged, but what it made is not in the log"
    return None


def _of_one(history: Sequence[Entry], deeds: Mapping[str, Deed]) -> Iterator[str]:
    if [entry.sequence for entry in history] != list(range(1, len(history) + 1)):
        yield "the sequences have holes"
    if history[-1].kind != "COMPLETED" or history[-1].to_state != "COMPLETE":
        yield f"it ends with {history[-1].kind} in {history[-1].to_state}"
    if missing := PHASES - {entry.phase for entry in history if entry.kind in PASSES}:
        yield f"nobody passed {sorted(missing)}"
    yield from _holders(history, deeds)


def _holders(history: Sequence[Entry], deeds: Mapping[str, Deed]) -> Iterator[str]:
    """Between a claim and its end there is no other, and all work is done by whoever holds it."""
    live: Entry | None = None
    for entry in history:
        if entry.kind == "CLAIMED":
            if live is not None:
                yield f"{entry.sequence} was claimed while the claim {live.sequence} was live"
            live = entry
        elif entry.kind in ENDINGS:
            if live is None or entry.claim != live.sequence:
                yield f"{entry.sequence} ends the claim {entry.claim}, which is not live"
            live = None
        elif entry.kind in WORK:
            yield from _done_by_its_holder(entry, live, deeds)
            live = None
        elif live is not None and entry.from_state != entry.to_state:
            yield f"{entry.sequence} moved it under the claim {live.sequence}"


def _done_by_its_holder(entry: Entry, live: Entry | None, deeds: Mapping[str, Deed]) -> Iterator[str]:
    if live is None:
        yield f"{entry.sequence} is work that nobody had claimed"
        return
    if entry.worker != live.worker:
        yield f"{entry.sequence} names {entry.worker}, but {live.worker} had claimed it"
    done, claimed = deeds.get(entry.key or ""), deeds.get(live.key or "")
    if done is None or claimed is None:
        yield f"{entry.sequence} was done or claimed by nobody"
    elif done.maker != claimed.maker:
        yield f"{entry.sequence} was done by {done.maker}, but {claimed.maker} had claimed it"
    elif done.claim != live.sequence:
        yield f"{entry.sequence} was handed in under the claim {done.claim} while {live.sequence} was live"
