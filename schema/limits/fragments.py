"""The fragments of a document, each after those that it spreads."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLError


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments by name; of several with one name, which is an error, the last, as elsewhere."""
    return {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}


def in_order(spreads: Mapping[str, Iterable[str]]) -> list[str]:
    """The names, each after those that it spreads. Raises GraphQLError for a fragment that spreads itself."""
    known = {name: [each for each in named if each in spreads] for name, named in spreads.items()}
    try:
        return list(TopologicalSorter(known).static_order())
    except CycleError as error:
        cycle: list[str] = error.args[1]
    raise GraphQLError(f"Cannot spread fragment '{cycle[0]}' within itself.")
