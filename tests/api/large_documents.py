"""Documents that have just as much of something as they are told to."""

from collections.abc import Callable, Mapping
from itertools import count

ID = "00000000-0000-4000-8000-000000000000"


def _aliased(number: int, field: str) -> str:
    return " ".join(f"c{n}: {field}" for n in range(number))


def _fragments(number: int) -> str:
    spreads = " ".join(f"...F{n}" for n in range(number))
    return f"{{ {spreads} }} " + "".join(f"fragment F{n} on Query {{ cursor }} " for n in range(number))


def _variables(number: int) -> str:
    definitions = " ".join(f"$v{n}: State! = TESTING" for n in range(number))
    uses = " ".join(f"$v{n}" for n in range(number))
    return f"query({definitions}) {{ workflows(filter: {{state: [{uses}]}}) {{ nodes {{ id }} }} }}"


def _fields(number: int) -> str:
    whole, rest = divmod(number, 10)
    workflow = f'workflow(id: "{ID}") {{ id title state status version cursor createdAt updatedAt gates }}'
    return f"{{ {_aliased(whole, workflow)} {'cursor ' * rest} }}"


def _spreads(number: int) -> str:
    whole, rest = divmod(number, 30)
    chains = ("... { " * length + "cursor" + " }" * length for length in (*[30] * whole, rest))
    return f"{{ {' '.join(chains)} }}"


def _repeats(number: int) -> str:
    fields = []
    for name in count():
        times = next(times for times in count(1) if times * (times + 1) // 2 > number)
        number -= times * (times - 1) // 2
        fields.append(f"{f'c{name}: ' if name else ''}cursor " * times)
        if not number:
            break
    return f"{{ {' '.join(fields)} }}"


def cost(number: int) -> str:
    """More than 19,920."""
    rest = "cursor " * (number - 19_920)
    return f"{{ {rest} workflows(first: 100) {{ nodes {{ events(first: 89) {{ nodes {{ id }} }} }} }} }}"


OF: Mapping[str, Callable[[int], str]] = {
    "characters": "{ cursor }".ljust,
    "lines": lambda number: "{ cursor }" + "\n" * (number - 1),
    "tokens": lambda number: "{ cursor }" + "#\n" * (number - 3),
    "operations": lambda number: "".join(f"query Q{n} {{ cursor }} " for n in range(number)),
    "fragments": _fragments,
    "variables": _variables,
    "directives": lambda number: f"{{ {_aliased(number, 'cursor @include(if: true)')} }}",
    "values": lambda number: f"{{ workflows(filter: {{state: [{'TESTING ' * (number - 2)}]}}) {{ nodes {{ id }} }} }}",
    "nesting": lambda number: "{" + "...{" * (number - 1) + "cursor" + "}" * number,
    "depth": lambda number: "{ __schema { types { " + "ofType { " * (number - 3) + "name" + " }" * number,
    "fields": _fields,
    "aliases": lambda number: f"{{ {_aliased(number, 'cursor')} }}",
    "spreads": _spreads,
    "repeats": _repeats,
    "cost": cost,
}
"""By the limit that counts it."""
