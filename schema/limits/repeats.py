"""How often a field is asked for again in the same place: validation compares each with each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.limits.fragments import fragments_of


def repeats(document: DocumentNode) -> int:
    """The pairs of fields that bear one name in one place, fragments spread out.

    It takes as long as the document has fields and spreads then, so these must have been found to be few, and no
    fragment may spread itself.
    """
    fragments = fragments_of(document)
    pairs = 0
    places: list[list[SelectionSetNode]] = [
        [each.selection_set]
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while places:
        for fields in _by_name(places.pop(), fragments):
            pairs += len(fields) * (len(fields) - 1) // 2
            below = [each.selection_set for each in fields if each.selection_set is not None]
            if below:
                places.append(below)
    return pairs


def _by_name(
    sets: list[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterable[list[FieldNode]]:
    """The fields that are answered under the same name, of selection sets that are answered in one object."""
    found: defaultdict[str, list[FieldNode]] = defaultdict(list)
    stack = list(sets)
    while stack:
        for each in stack.pop().selections:
            if isinstance(each, FieldNode):
                found[(each.alias or each.name).value].append(each)
            elif isinstance(each, InlineFragmentNode):
                stack.append(each.selection_set)
            elif isinstance(each, FragmentSpreadNode) and each.name.value in fragments:
                stack.append(fragments[each.name.value].selection_set)
    return found.values()
