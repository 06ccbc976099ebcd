"""How much a document may ask for, in one place."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a document may have of each; of several that are exceeded, the first here is told.

    `depth`, `fields`, `aliases`, `spreads` and `repeats` count what a fragment has wherever it is spread, in every
    operation and every fragment of the document. `cost` is that of a query or mutation, `event` that of each event of a
    subscription. The others count what stands in the text.
    """

    characters: int = 100_000
    lines: int = 5_000
    tokens: int = 2_500
    operations: int = 20
    fragments: int = 50
    variables: int = 100
    directives: int = 100
    values: int = 800
    nesting: int = 40
    depth: int = 15
    fields: int = 800
    aliases: int = 120
    spreads: int = 300
    repeats: int = 6_000
    cost: int = 20_000
    event: int = 1_000


LIMITS = Limits()
NAMES = tuple(field.name for field in fields(Limits))

_SPLIT = "Split the request into several."
_VARIABLES = "Put long texts and large values into variables."
WORDS = {
    "characters": ("characters", _VARIABLES),
    "lines": ("lines", _VARIABLES),
    "tokens": ("tokens", _VARIABLES),
    "operations": ("operations", "Send only the operation that is meant."),
    "fragments": ("definitions of fragments", _SPLIT),
    "variables": ("variables", "Use input objects."),
    "directives": ("directives", _SPLIT),
    "values": ("literal values and uses of variables", _VARIABLES),
    "nesting": ("braces and brackets inside one another", _VARIABLES),
    "depth": ("fields inside one another", "Ask for the inner fields by ids, in a request of their own."),
    "fields": ("fields, with those of fragments counted wherever they are spread", _SPLIT),
    "aliases": ("aliases, with those of fragments counted wherever they are spread", _SPLIT),
    "spreads": ("uses of fragments", _SPLIT),
    "repeats": ("pairs of fields that bear one name in one place", "Ask for each field once."),
    "cost": (
        "fields to be resolved at most, in all items of all lists",
        "Ask for less per page (`first`), send fewer `inputs`, or split it.",
    ),
    "event": (
        "fields to be resolved for each event, at most",
        "Subscribe to less, and query the rest.",
    ),
}
"""What each limit counts, and what helps."""
