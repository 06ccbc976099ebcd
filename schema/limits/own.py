"""What one definition of a document has by itself, without the fragments that it spreads."""

from dataclasses import dataclass, field
from typing import TypeAlias

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    ValueNode,
    VariableDefinitionNode,
)

Definition: TypeAlias = Node
_LEVELS = frozenset(("selection_set", "list_value", "object_value", "list_type"))
_LEAVES = frozenset(("name", "alias", "loc"))


@dataclass(slots=True)
class Own:
    """Counts of one definition; `spreads` are the fragments that it names, with the depth at which it does."""

    depth: int = 0
    nesting: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    variables: int = 0
    values: int = 0
    inline: int = 0
    spreads: list[tuple[str, int]] = field(default_factory=list)


def own(definition: Definition) -> Own:
    """The counts, by a walk over each node once."""
    found = Own()
    stack = [(definition, 0, 0)]
    while stack:
        node, depth, nesting = stack.pop()
        depth += isinstance(node, FieldNode)
        nesting += node.kind in _LEVELS
        _count(found, node, depth, nesting)
        for key in node.keys:
            if key in _LEAVES:
                continue
            child = getattr(node, key)
            if isinstance(child, Node):
                stack.append((child, depth, nesting))
            elif isinstance(child, tuple | list):
                stack.extend((each, depth, nesting) for each in child if isinstance(each, Node))
    return found


def _count(found: Own, node: Node, depth: int, nesting: int) -> None:
    found.depth = max(found.depth, depth)
    found.nesting = max(found.nesting, nesting)
    if isinstance(node, FieldNode):
        found.fields += 1
        found.aliases += node.alias is not None
    elif isinstance(node, FragmentSpreadNode):
        found.spreads.append((node.name.value, depth))
    elif isinstance(node, InlineFragmentNode):
        found.inline += 1
    elif isinstance(node, DirectiveNode):
        found.directives += 1
    elif isinstance(node, VariableDefinitionNode):
        found.variables += 1
    elif isinstance(node, ValueNode):
        found.values += 1
