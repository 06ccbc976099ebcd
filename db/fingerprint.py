"""Telling a repeated request from another one that bears the same key, and equal results from others."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from domain.commands import Advance, ClaimWork, Command, StartWorkflow

_FOUND_ANEW = {"expected_version", "digest", "outputs", "source_version", "source_separates"}
"""What a repetition may have read anew, or what follows from the rest."""


def fingerprint(command: Command) -> bytes:
    """A digest of what `command` asks for.

    Left out are what the server found out itself (such as the id of a workflow that is about to start, or of one that
    was chosen because it had waited longest) and the version that the caller expected. So is what is as it is when
    nothing is said, which lets a later version of this program add fields.
    """
    chosen = isinstance(command, StartWorkflow) or (isinstance(command, ClaimWork) and not command.named)
    left_out = _FOUND_ANEW | ({"workflow_id"} if chosen else set())
    content = {name: value for name, value in _said(command).items() if name not in left_out}
    text = _encode([type(command).__name__, content])
    return hashlib.sha256(text.encode()).digest()


def digested(command: Command) -> Command:
    """`command` with the digest of its result, if it has one, by which the rules tell equal results from others."""
    if not isinstance(command, Advance) or command.result is None:
        return command
    text = _encode(command.result)
    return replace(command, digest=hashlib.sha256(text.encode()).hexdigest()[:32])


def _said(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """The fields of `value` that are not at their default."""
    given = ((each, getattr(value, each.name)) for each in fields(value))
    return {each.name: said for each, said in given if said != each.default}


def _plain(value: object) -> Any:  # noqa: ANN401 - what json.dumps takes
    if is_dataclass(value):
        return _said(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in a command")


_encode = json.JSONEncoder(sort_keys=True, default=_plain).encode
