"""The prices of a document's operations, by the types of the schema."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    OperationType,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from resolvers.paging import MAX_PAGE
from schema.limits.estimates import INTROSPECTION_WEIGHT, LENGTHS, OTHER_LISTS, WEIGHTS
from schema.limits.fragments import fragments_of, in_order
from schema.limits.own import own
from schema.limits.price import Factor, Inputs, Page, Price, evaluate, page_size, total

_META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
_FREE = Price()


@dataclass(frozen=True, slots=True)
class Priced:
    """An operation's price, with the page sizes that its variables have when they are not given, and its limit."""

    price: Price
    defaults: Mapping[str, object]
    limit: str

    def cost(self, variables: Mapping[str, object]) -> float:
        """The cost of a request with these variables."""
        return evaluate(self.price, {**self.defaults, **variables}) if self.price.parts else self.price.fixed


def priced(schema: GraphQLSchema, document: DocumentNode) -> dict[str | None, Priced]:
    """The operations by name, in time linear in the document, whose fragments must not spread themselves."""
    pricing = _Pricing(schema)
    fragments = fragments_of(document)
    for name in in_order({name: [each for each, _ in own(node).spreads] for name, node in fragments.items()}):
        node = fragments[name]
        pricing.fragments[name] = pricing.of_all(node.selection_set, pricing.named(node.type_condition))
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    return {each.name.value if each.name else None: pricing.of_operation(each) for each in operations}


class _Pricing:
    """Prices selections. What is not in the schema costs as little as anything, because validation refuses it."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self.fragments: dict[str, Price] = {}

    def named(self, node: NamedTypeNode) -> GraphQLNamedType | None:
        """The type of this name."""
        return self._schema.get_type(node.name.value)

    def of_operation(self, operation: OperationDefinitionNode) -> Priced:
        """The price of an operation."""
        root = self._schema.get_root_type(operation.operation)
        defaults = {
            each.variable.name.value: _default(each.default_value)
            for each in operation.variable_definitions or ()
            if each.default_value is not None
        }
        limit = "event" if operation.operation is OperationType.SUBSCRIPTION else "cost"
        return Priced(self.of_all(operation.selection_set, root), defaults, limit)

    def of_all(self, selected: SelectionSetNode, parent: GraphQLNamedType | None) -> Price:
        """The price of what is selected of one object; all members of a union are added up."""
        return total([self._of(each, parent) for each in selected.selections])

    def _of(self, selection: SelectionNode, parent: GraphQLNamedType | None) -> Price:
        if isinstance(selection, FieldNode):
            return self._of_field(selection, parent)
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            return self.of_all(selection.selection_set, parent if condition is None else self.named(condition))
        spread = self.fragments.get(selection.name.value) if isinstance(selection, FragmentSpreadNode) else None
        return _FREE if spread is None else spread.times(1)

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Price:
        name = node.name.value
        field = _META.get(name)
        if field is None and isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            field = parent.fields.get(name)
        if field is None or node.selection_set is None:
            return Price(_weight(name, parent))
        below = self.of_all(node.selection_set, get_named_type(field.type))
        if "inputs" in field.args:
            return total((Price(_weight(name, parent)), below)).times(_inputs(node))
        return total((Price(_weight(name, parent)), below.times(_items(node, field))))


def _weight(name: str, parent: GraphQLNamedType | None) -> float:
    introspection = parent is not None and parent.name.startswith("__")
    return INTROSPECTION_WEIGHT if introspection else WEIGHTS.get(name, 1)


def _items(node: FieldNode, field: GraphQLField) -> Factor:
    """How many objects the field gives."""
    if "first" not in field.args:
        return LENGTHS.get(node.name.value, OTHER_LISTS if is_list_type(get_nullable_type(field.type)) else 1)
    otherwise = page_size(field.args["first"].default_value)
    value = _argument(node, "first")
    if isinstance(value, VariableNode):
        return Page(value.name.value, otherwise)
    return otherwise if value is None else _literal(value)


def _inputs(node: FieldNode) -> Factor:
    """How many commands the field carries out, each with an answer."""
    value = _argument(node, "inputs")
    if isinstance(value, VariableNode):
        return Inputs(value.name.value)
    return len(value.values) if isinstance(value, ListValueNode) else 1


def _argument(node: FieldNode, name: str) -> ValueNode | None:
    return next((each.value for each in node.arguments or () if each.name.value == name), None)


def _default(value: ValueNode) -> object:
    """A page size, or a list that is as long as the default."""
    return list(value.values) if isinstance(value, ListValueNode) else _literal(value)


def _literal(value: ValueNode) -> int:
    short = isinstance(value, IntValueNode) and len(value.value) < len("-2147483648") + 1
    return page_size(int(value.value)) if isinstance(value, IntValueNode) and short else MAX_PAGE
