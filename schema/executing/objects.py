"""How objects are told whose fields are all plain."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter, call
from typing import Any, cast

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, is_leaf_type
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from schema.executing.leaves import NotPlainError, Tell, leaf, optional


def class_of(kind: GraphQLObjectType) -> type | None:
    """The class whose instances are of `kind`."""
    definition = kind.extensions.get("strawberry-definition")
    return definition.origin if isinstance(definition, StrawberryObjectDefinition) else None


def field_of(field: GraphQLField) -> StrawberryField | None:
    """What Strawberry knows about a field."""
    definition = field.extensions.get("strawberry-definition")
    return definition if isinstance(definition, StrawberryField) else None


class Parts:
    """The fields of an object of `kind`, in the order of the answer."""

    def __init__(self, kind: GraphQLObjectType) -> None:
        self._class = class_of(kind)
        self._is_plain = self._class is not None
        self._template: dict[str, Any] = {}
        self._read: list[tuple[str, str, Tell]] = []
        self._resolved: list[tuple[str, Tell, Tell]] = []

    def add_constant(self, name: str, value: str) -> None:
        """A field that has the same value in all objects."""
        self._template[name] = value

    def add(self, name: str, field: GraphQLField, tell: Tell | None) -> None:
        """A field, and how to tell its value."""
        self._template[name] = None
        definition = field_of(field)
        if tell is None or definition is None:
            self._is_plain = False
        elif definition.is_basic_field:
            self._read.append((name, definition.python_name, tell))
        elif (resolve := _plain_resolver(definition)) is not None:
            self._resolved.append((name, resolve, tell))
        else:
            self._is_plain = False

    def together(self) -> Tell | None:
        """How to tell such an object; None if a field is not plain. Without graphql-core, every nanosecond counts."""
        if not self._is_plain:
            return None
        own, template, resolved = self._class, self._template, self._resolved
        names = [name for name, _, _ in self._read]
        values = _values([attribute for _, attribute, _ in self._read])
        tells = [tell for _, _, tell in self._read]

        def told(source: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a resolver gives
            if type(source) is not own:
                raise NotPlainError
            found = template.copy()
            found.update(zip(names, map(call, tells, values(source)), strict=True))
            for name, resolve, tell in resolved:
                found[name] = tell(resolve(source))
            return found

        return told


def _values(attributes: list[str]) -> Callable[[object], tuple[Any, ...]]:
    """The attributes of an object; attrgetter gives a tuple only if there are several."""
    if not attributes:
        return lambda _: ()
    if len(attributes) == 1:
        get = attrgetter(attributes[0])
        return lambda source: (get(source),)
    return attrgetter(*attributes)


def _plain_resolver(definition: StrawberryField) -> Tell | None:
    """The resolver, if it needs nothing but the object."""
    resolver = definition.base_resolver
    if resolver is None or definition.is_async or definition.arguments or definition.extensions:
        return None
    others = resolver.info_parameter, resolver.root_parameter, resolver.parent_parameter
    alone = resolver.self_parameter is not None and others == (None, None, None)
    return cast("Tell", resolver.wrapped_func) if alone else None


@cache
def plain_fields(kind: GraphQLObjectType) -> Mapping[str, Tell]:
    """How to tell, of an object of `kind`, the fields that are attributes with a leaf in them."""
    return {name: tell for name, field in kind.fields.items() if (tell := _plain_leaf(field)) is not None}


def _plain_leaf(field: GraphQLField) -> Tell | None:
    definition, required = field_of(field), isinstance(field.type, GraphQLNonNull)
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    if definition is None or not definition.is_basic_field or not is_leaf_type(kind):
        return None
    value, tell = attrgetter(definition.python_name), leaf(kind) if required else optional(leaf(kind))
    return lambda source: tell(value(source))
