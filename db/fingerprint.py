"""Telling a repeated request from another one that bears the same key."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from domain.commands import Actor, Command, StartWorkflow


def fingerprint(command: Command) -> bytes:
    """A digest of what `command` asks for.

    Left out are the version that the caller expected, which a repetition may have read anew, and the id of a workflow
    that is about to start, which is another one each time.
    """
    left_out = {"expected_version"} | ({"workflow_id"} if isinstance(command, StartWorkflow) else set())
    content = {field.name: getattr(command, field.name) for field in fields(command) if field.name not in left_out}
    text = json.dumps([type(command).__name__, content], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).digest()


def _plain(value: object) -> Any:  # noqa: ANN401 - what json.dumps takes
    if isinstance(value, Actor):
        return [value.name, value.role]
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in a command")
