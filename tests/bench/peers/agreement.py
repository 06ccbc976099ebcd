"""Whether all sides do the same: the same answers to the same requests, and one event for each note."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg

from db.audit.command import verify
from tests.bench.peers.documents import note, one, waiting
from tests.bench.peers.ground import Ground
from tests.bench.requests import bearing, connected

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_WHOLE = re.compile(r"\d+")
_HEAD = "select (select position from log_head) as head, count(*) as events from workflow_events"
_NOTES = 3


async def require_agreement(ports: Mapping[str, int], ground: Ground, token: str) -> None:
    """Ask all sides for the same. Raises RuntimeError if one answers otherwise, or its log is not as it has to be."""
    keys = [str(uuid4()) for _ in range(_NOTES)]
    heard = {side: await _answers(side, port, ground, token, keys) for side, port in ports.items()}
    first, expected = next(iter(heard.items()))
    for side, answers in heard.items():
        for ours, theirs in zip(expected, answers, strict=True):
            if ours != theirs:
                raise RuntimeError(f"{first} and {side} answer differently:\n{ours}\n{theirs}")


async def require_whole_log(url: str) -> None:
    """Raises RuntimeError unless positions are dense, and all hashes and workflows follow from the events."""
    if not await verify(url):
        raise RuntimeError(f"the log in {url} is not as it has to be")


async def _answers(side: str, port: int, ground: Ground, token: str, keys: Sequence[str]) -> list[Any]:
    """What it says to each request, and what its log grew by."""
    notes = [note(side, workflow, key) for workflow, key in zip(ground.new, keys, strict=False)]
    requests = [one(side, ground.halfway[0]), waiting(side), *notes, notes[0], one(side, ground.new[0])]
    before = await _log(ground.urls[side])
    async with connected(port) as connection:
        answers = [plain(json.loads(await connection.send(bearing(token, request)))) for request in requests]
    after = await _log(ground.urls[side])
    if after["head"] != after["events"]:
        raise RuntimeError(f"positions of {side} are not dense: {after}")
    return [*answers, {name: after[name] - before[name] for name in after}]


async def _log(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        (found,) = await connection.fetch(_HEAD)
        return dict(found)
    finally:
        await connection.close()


def plain(value: Any) -> Any:
    """An answer without what may differ: a payload's own layer, names of types, and the looks of numbers and times.

    Times within the check itself are not compared, but must be times.
    """
    if isinstance(value, Mapping):
        return _plain_object(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, str) and _TIME.match(value):
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value


def _plain_object(value: Mapping[str, Any]) -> Any:
    if value.keys() == {"result"}:
        return plain(value["result"])
    found = {name: plain(each) for name, each in value.items() if name != "__typename"}
    own = {"recordedAt", "updatedAt"} & found.keys()
    return found | {name: bool(_TIME.match(str(found[name]))) for name in own}
