"""Telling a repeated request from another one that bears the same key."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, fields, is_dataclass
from typing import Any

from domain.commands import ClaimWork, Command, StartWorkflow

_FOUND_ANEW = {"expected_version", "digest", "outputs", "source_version"}
"""What a repetition may have read anew, or what follows from the rest."""


def fingerprint(command: Command) -> bytes:
    """A digest of what `command` asks for.

    Left out are what the server found out itself (such as the id of a workflow that is about to start, or of one that
    was chosen because it had waited longest) and the version that the caller expected. So is what is as it is when
    nothing is said, which lets a later version of this program add fields.
    """
    chosen = isinstance(command, StartWorkflow) or (isinstance(command, ClaimWork) and not command.named)
    left_out = _FOUND_ANEW | ({"workflow_id"} if chosen else set())
    asked = [each for each in fields(command) if each.name not in left_out and not _unsaid(command, each)]
    content = {each.name: getattr(command, each.name) for each in asked}
    text = json.dumps([type(command).__name__, content], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).digest()


def _unsaid(command: Command, field: Field[Any]) -> bool:
    return field.default is not MISSING and bool(getattr(command, field.name) == field.default)


def _plain(value: object) -> Any:  # noqa: ANN401 - what json.dumps takes
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in a command")
