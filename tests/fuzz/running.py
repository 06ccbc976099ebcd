"""Rounds of random cases, until the time is up or something is wrong."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.fuzz import documents, frames, messages, requests
from tests.fuzz.answers import summary
from tests.fuzz.case import Case, FaultError
from tests.fuzz.exchanging import exchange
from tests.fuzz.judging import fault
from tests.fuzz.site import Site

KINDS: Mapping[str, Callable[[Random, Site], list[Case]]] = {
    "HTTP": documents.over_http,
    "SSE": documents.over_streams,
    "WebSocket": documents.over_sockets,
    "messages": messages.cases,
    "frames": frames.cases,
    "requests": requests.cases,
    "tokens": documents.with_tokens,
}
SHRINKING = 10.0
"""Seconds for looking for a smaller case that goes wrong as well."""


@dataclass(slots=True)
class Tally:
    """What was sent, and what came back."""

    cases: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    longest: dict[str, float] = field(default_factory=dict)


async def run(sites: Sequence[Site], seconds: float, seed: int, tally: Tally) -> None:
    """Send cases of every kind to every server. Raises FaultError for the first that does harm."""
    deadline = time.monotonic() + seconds
    await asyncio.gather(*(_rounds(site, deadline, seed, tally) for site in sites))


async def _rounds(site: Site, deadline: float, seed: int, tally: Tally) -> None:
    for number in count():
        await site.renew(Random(f"{seed} {number} {site.name}"))
        for kind, make in KINDS.items():
            if time.monotonic() >= deadline:
                return
            await _together(site, make(Random(f"{seed} {number} {site.name} {kind}"), site), tally)


async def _together(site: Site, cases: Sequence[Case], tally: Tally) -> None:
    """Send the cases at once, each on a connection of its own."""
    faults = await asyncio.gather(*(_one(site, case, tally) for case in cases))
    for case, found in zip(cases, faults, strict=True):
        if found is not None:
            raise FaultError(site.name, found, [await _smallest(site, case)])
    if (found := await site.harm()) is not None:
        raise FaultError(site.name, found, await _guilty(site, cases))


async def _one(site: Site, case: Case, tally: Tally) -> str | None:
    try:
        heard = await exchange(site.server.url, case)
    except OSError as error:
        return f"no connection: {error!r}"
    tally.cases[case.kind] += 1
    tally.answers.update((case.kind, each) for each in summary(heard.data))
    tally.longest[case.kind] = max(tally.longest.get(case.kind, 0), heard.seconds)
    return fault(case, heard)


async def _goes_wrong(site: Site, case: Case) -> bool:
    return await _one(site, case, Tally()) is not None or await site.harm() is not None


async def _guilty(site: Site, cases: Sequence[Case]) -> Sequence[Case]:
    """The case that does harm alone, or all of them if none does."""
    for case in cases:
        if site.server.process.poll() is not None:
            break
        if await _goes_wrong(site, case):
            return [await _smallest(site, case)]
    return cases


async def _smallest(site: Site, case: Case) -> Case:
    """The case with pieces left out as long as it goes wrong without them, and the server lives."""
    deadline, at = time.monotonic() + SHRINKING, len(case.pieces) - 1
    while at > 0 and time.monotonic() < deadline and site.server.process.poll() is None:
        smaller = case.without(at)
        case = smaller if await _goes_wrong(site, smaller) else case
        at -= 1
    return case
