"""How to tell the objects that an operation asks for, found out once and then done without graphql-core.

That goes for what is plain: fields that are attributes, or come from a resolver that needs nothing but the object, down
to the leaves. What is not is left to graphql-core; so is a value that turns out not to be what the schema says, since
its error has to have a place in the answer.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetailsList, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues

from schema.executing.code import Code, Express, NotPlainError, Tell, optional
from schema.executing.leaves import leaf
from schema.executing.objects import class_of, getting, telling
from schema.limits.own import own
from schema.parsing import DOCUMENTS_REMEMBERED

_TYPENAME = "__typename"
NO_VARIABLES = VariableValues({}, {})


class Completions:
    """How to tell the objects that one operation without directives asks for."""

    def __init__(
        self, schema: GraphQLSchema, fragments: dict[str, FragmentDetails], operation: OperationDefinitionNode
    ) -> None:
        self._schema, self._fragments, self._operation = schema, fragments, operation
        self._found: dict[tuple[object, ...], Tell | None] = {}

    def of(self, kind: GraphQLObjectType, asked: FieldDetailsList) -> Tell | None:
        """How to tell an object of `kind` for which `asked` stand; None unless all of it is plain."""
        key = kind, *[id(each.node) for each in asked]
        if key not in self._found:
            self._found[key] = self._object(kind, asked)
        return self._found[key]

    def value(self, kind: GraphQLOutputType, asked: FieldDetailsList) -> Tell | None:
        """The same for a value of any type."""
        code = Code()
        express = self._value(kind, asked, code)
        return None if express is None else code.function(f"return {express('value')}")

    def _value(self, kind: GraphQLOutputType, asked: FieldDetailsList, code: Code) -> Express | None:
        if isinstance(kind, GraphQLNonNull):
            return self._some(kind.of_type, asked, code)
        express = self._some(kind, asked, code)
        return None if express is None else optional(express)

    def _some(self, kind: GraphQLOutputType, asked: FieldDetailsList, code: Code) -> Express | None:
        """For all values but null, which is refused."""
        if is_leaf_type(kind):
            return leaf(kind, code)
        tell: Tell | None = None
        if is_list_type(kind):
            tell = self._each(kind.of_type, asked)
        elif is_abstract_type(kind):
            tell = _by_class(self._of_classes(kind, asked))
        elif is_object_type(kind):
            tell = self.of(kind, asked)
        return None if tell is None else code.calling(tell)

    def _each(self, kind: GraphQLOutputType, asked: FieldDetailsList) -> Tell | None:
        code = Code()
        express = self._value(kind, asked, code)
        if express is None:
            return None
        each = f"return [{express('each')} for each in value]"
        return code.function("if type(value) is not list:", "    raise NotPlainError", each)

    def _of_classes(self, kind: GraphQLAbstractType, asked: FieldDetailsList) -> Callable[[type], Tell | None]:
        possible = self._schema.get_possible_types(kind)
        kinds = {class_of(each): each for each in possible}
        one_each = len(kinds) == len(possible)
        return lambda found: self.of(kinds[found], asked) if one_each and found in kinds else None

    def _object(self, kind: GraphQLObjectType, asked: FieldDetailsList) -> Tell | None:
        collected = collect_subfields(self._schema, self._fragments, NO_VARIABLES, self._operation, kind, asked)
        code, fields = Code(), dict[str, str]()
        for name, details in collected.grouped_field_set.items():
            written = self._field(kind, details, code)
            if written is None:
                return None
            fields[name] = written
        return telling(kind, fields, code)

    def _field(self, kind: GraphQLObjectType, asked: FieldDetailsList, code: Code) -> str | None:
        name = asked[0].node.name.value
        if name == _TYPENAME:
            return repr(kind.name)
        field = kind.fields.get(name)
        get = None if field is None else getting(field, code)
        express = None if field is None else self._value(field.type, asked, code)
        return None if get is None or express is None else express(get)


_known: OrderedDict[int, tuple[OperationDefinitionNode, Completions | None]] = OrderedDict()
"""By the identity of the operation, which is kept here so that no other gets it."""


def completions_of(
    schema: GraphQLSchema, fragments: dict[str, FragmentDetails], operation: OperationDefinitionNode
) -> Completions | None:
    """How to tell what `operation` asks for; None if that may depend on variables, by a directive."""
    if id(operation) not in _known:
        definitions: list[Node] = [operation, *(each.definition for each in fragments.values())]
        plain = not any(own(definition).directives for definition in definitions)
        _known[id(operation)] = operation, Completions(schema, fragments, operation) if plain else None
        while len(_known) > DOCUMENTS_REMEMBERED:
            _known.popitem(last=False)
    return _known[id(operation)][1]


def completions_of_known(
    schema: GraphQLSchema, fragments: dict[str, FragmentDetails], operation: OperationDefinitionNode
) -> Completions | None:
    """The same if `operation` was met before: many come once only, and writing the code costs more than it saves."""
    known = id(operation) in _known
    found = completions_of(schema, fragments, operation)
    return found if known else None


def _by_class(find: Callable[[type], Tell | None]) -> Tell:
    """Most possible types never come, so that how to tell them is found when they do."""
    found: dict[type, Tell] = {}

    def tell(value: Any) -> Any:  # noqa: ANN401 - whatever a resolver gives
        own = found.get(type(value))
        if own is None:
            own = find(type(value))
            if own is None:
                raise NotPlainError
            found[type(value)] = own
        return own(value)

    return tell
