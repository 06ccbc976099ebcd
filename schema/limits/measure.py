"""How large a document is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import DocumentNode, FragmentDefinitionNode, OperationDefinitionNode

from schema.limits.fragments import in_order
from schema.limits.own import Own, own
from schema.limits.refusal import QueryTooLargeError
from schema.limits.repeats import repeats
from schema.limits.table import LIMITS

CEILING = 1_000_000
"""No count grows beyond it, however often fragments double each other."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """Counts of a definition with the fragments that it spreads, and theirs."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    spreads: int = 0


@dataclass(frozen=True, slots=True)
class Size(Expanded):
    """Counts of a whole document."""

    operations: int = 0
    fragments: int = 0
    variables: int = 0
    directives: int = 0
    values: int = 0
    nesting: int = 0


_NOTHING = Expanded()


def check(document: DocumentNode) -> None:
    """Raise QueryTooLargeError for a document beyond a limit, and GraphQLError for a fragment that spreads itself."""
    size = measure(document)
    for limit in ("operations", "fragments", "variables", "directives", "values", "nesting", *Expanded.__slots__):
        _check(limit, getattr(size, limit))
    _check("repeats", repeats(document))


def measure(document: DocumentNode) -> Size:
    """The size, in time that is linear in the document's length. Raises GraphQLError for a cycle of fragments."""
    found = [(definition, own(definition)) for definition in document.definitions]
    fragments = {node.name.value: counts for node, counts in found if isinstance(node, FragmentDefinitionNode)}
    known: dict[str, Expanded] = {}
    for name in in_order({name: [each for each, _ in counts.spreads] for name, counts in fragments.items()}):
        known[name] = expand(fragments[name], known)
    expanded = [expand(counts, known) for _, counts in found]
    return Size(
        depth=max(each.depth for each in expanded),
        fields=_sum(each.fields for each in expanded),
        aliases=_sum(each.aliases for each in expanded),
        spreads=_sum(each.spreads for each in expanded),
        operations=sum(isinstance(node, OperationDefinitionNode) for node, _ in found),
        fragments=sum(isinstance(node, FragmentDefinitionNode) for node, _ in found),
        variables=sum(counts.variables for _, counts in found),
        directives=sum(counts.directives for _, counts in found),
        values=sum(counts.values for _, counts in found),
        nesting=max(counts.nesting for _, counts in found),
    )


def expand(counts: Own, known: Mapping[str, Expanded]) -> Expanded:
    """The counts with those of the fragments that are spread, which must be `known`; one that is not counts nothing."""
    below = [(known.get(name, _NOTHING), depth) for name, depth in counts.spreads]
    return Expanded(
        depth=max(counts.depth, *(depth + each.depth for each, depth in below), 0),
        fields=_sum((counts.fields, *(each.fields for each, _ in below))),
        aliases=_sum((counts.aliases, *(each.aliases for each, _ in below))),
        spreads=_sum((counts.inline, *(1 + each.spreads for each, _ in below))),
    )


def _sum(counts: Iterable[int]) -> int:
    return min(CEILING, sum(counts))


def _check(limit: str, found: int) -> None:
    if found > getattr(LIMITS, limit):
        raise QueryTooLargeError(limit, found)
