"""What is noted of every mutation."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from time import perf_counter
from typing import Any

from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension

from db.codec import uuid_of
from db.spans import Facts, span
from db.store import Store
from db.tokens import BadTokenError
from domain.commands import Actor
from domain.rights import OPERATOR, Caller, act
from resolvers.identity import identity_of
from resolvers.requests import RequestError
from schema.context import Info
from schema.errors import WorkflowError
from schema.metrics import COMMAND_SECONDS, COMMANDS
from schema.results import WorkflowSuccess
from schema.serving.logs import WORKFLOW_ID, logged_as

SLOW = 1.0
"""Seconds after which a command is worth a warning."""

_WORRYING = frozenset({"FAILED", "UNAVAILABLE", "OUTCOME_UNKNOWN"})
_BY_RIGHTS = frozenset({"FORBIDDEN", "NOT_PERMITTED", "OWN_WORK"})
"""Refusals because of who asks; whoever meets them again and again is worth a look."""

_log = logging.getLogger("handoff.commands")
_commands, _seconds = cache(COMMANDS.labels), cache(COMMAND_SECONDS.labels)


class Observed(FieldExtension):
    """Counts, times, logs and traces a mutation, without what was said in it."""

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: object, info: Info, **arguments: object
    ) -> object:
        """Answer it, and note what came of it."""
        kind, began, result = info.field_name, perf_counter(), "ABANDONED"
        answer, facts, store, asked = None, Facts(), info.context.store, arguments.get("input")
        with logged_as(WORKFLOW_ID, _workflow_named(store, asked)):
            try:
                with span(kind, facts):
                    answer = await next_(source, info, **arguments)
                    result = facts["handoff.result"] = _result(answer)
            except RequestError as error:
                result = str(error.code)
                raise
            except Exception:
                result = "FAILED"
                raise
            finally:
                if isinstance(answer, WorkflowSuccess):
                    WORKFLOW_ID.set(answer.workflow.id)
                _note(kind, result, perf_counter() - began, _role(store.caller, asked))
            return answer


class EachObserved(FieldExtension):
    """As Observed, for a mutation that takes a list.

    Each command counts under the mutation that takes one, for as long as the list took; a list that was not carried
    out counts once, under its own name.
    """

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: object, info: Info, **arguments: Sequence[object]
    ) -> object:
        """Answer it, and note what came of each command."""
        name, began, inputs = info.field_name, perf_counter(), arguments["inputs"]
        kind, facts = name.removesuffix("s"), Facts({"handoff.commands": len(inputs)})
        store = info.context.store
        results = [(kind, "ABANDONED", _workflow_named(store, each), _role(store.caller, each)) for each in inputs]
        try:
            with span(name, facts):
                answers = await next_(source, info, **arguments)
            named = zip(answers, inputs, strict=True)
            results = [
                (kind, _result(answer), _workflow_of(store, answer, asked), _role(store.caller, asked))
                for answer, asked in named
            ]
        except Exception as error:
            results = [(name, str(error.code) if isinstance(error, RequestError) else "FAILED", None, "-")]
            raise
        finally:
            seconds = perf_counter() - began
            for noted, result, workflow, role in results:
                with logged_as(WORKFLOW_ID, workflow):
                    _note(noted, result, seconds, role)
        return answers


def _workflow_of(store: Store, answer: object, asked: object) -> str | None:
    return str(answer.workflow.id) if isinstance(answer, WorkflowSuccess) else _workflow_named(store, asked)


def _workflow_named(store: Store, asked: object) -> str | None:
    """The id in the input, or else in its claim's token, unless it is something else that a client put there."""
    named, token = getattr(asked, "workflow_id", None), getattr(asked, "claim_token", None)
    if isinstance(named, str):
        found = uuid_of(identity_of(named))
        return None if found is None else str(found)
    with suppress(BadTokenError):
        return None if token is None else store.tokens.read(token)[0]
    return None


def _role(caller: Caller, asked: object) -> str:
    """As what the caller acts, or wanted to act."""
    wanted = getattr(asked, "role", None)
    found = act(caller, wanted)
    role = found.role if isinstance(found, Actor) else wanted
    return OPERATOR if role is None else str(role)


def _result(answer: object) -> str:
    if isinstance(answer, BaseException):
        return "FAILED"
    if isinstance(answer, WorkflowError):
        return str(answer.code)
    return "REPLAYED" if getattr(answer, "replayed", False) else "SUCCESS"


def _note(kind: str, result: str, seconds: float, role: str) -> None:
    _commands(kind, result).inc()
    _seconds(kind).observe(seconds)
    worrying = result in _WORRYING or result in _BY_RIGHTS or seconds > SLOW
    quiet = (kind, result) == ("heartbeat", "SUCCESS")
    level = logging.WARNING if worrying else logging.DEBUG if quiet else logging.INFO
    if _log.isEnabledFor(level):
        told: dict[str, Any] = {"kind": kind, "result": result, "milliseconds": round(seconds * 1000, 1), "role": role}
        _log.log(level, "%(kind)s as %(role)s: %(result)s in %(milliseconds)s ms", told, extra=told)
