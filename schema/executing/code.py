"""Python that is written for a selection, once: a call for each field would cost more than all the rest of it.

What is written stands on names that GraphQL's grammar and Python's own allow, and on things that are named here; no
text of a client's gets into it.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

Tell: TypeAlias = Callable[[Any], Any]
"""Gives what an answer tells of a value. It raises for whatever is not as it is as a rule: what, does not matter."""

Express: TypeAlias = Callable[[str], str]
"""Writes how to tell a value, given how to get it."""


class NotPlainError(Exception):
    """graphql-core has to look at a value, and to tell what is wrong if anything is."""


class Code:
    """What some lines of Python need to know."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {"NotPlainError": NotPlainError}

    def name(self, thing: object) -> str:
        """What `thing` is called in the code."""
        name = f"k{len(self._known)}"
        self._known[name] = thing
        return name

    def calling(self, tell: Tell) -> Express:
        """By a function."""
        name = self.name(tell)
        return lambda value: f"{name}({value})"

    def function(self, *lines: str) -> Tell:
        """The function of `value` that has these lines."""
        body = "\n    ".join(lines)
        exec(f"def tell(value):\n    {body}", self._known)  # noqa: S102 - see above
        found: Tell = self._known["tell"]
        return found


def optional(express: Express) -> Express:
    """The same, for values of which null is one."""
    return lambda value: f"(None if (some := {value}) is None else {express('some')})"
