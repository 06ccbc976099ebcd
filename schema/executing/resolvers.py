"""How the resolver of a field is called, without what Strawberry finds out anew for each call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, cast

from graphql import GraphQLField, GraphQLResolveInfo
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from schema.executing.inputs import Take, UnknownInputError, taken_as, taking
from schema.executing.objects import field_of

Call: TypeAlias = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Resolver:
    """The asynchronous method behind a field of the root, with whatever stands around it."""

    definition: StrawberryField
    call: Call
    arguments: Mapping[str, tuple[str, Take]]

    def taken(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as it takes them, from what graphql-core made of them."""
        return {name: take(given[sent]) for sent, (name, take) in self.arguments.items() if sent in given}

    def __call__(self, info: GraphQLResolveInfo[Any], taken: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an awaitable
        """Call it."""
        return self.call(None, Info(_raw_info=info, _field=self.definition), **taken)


def resolver_of(field: GraphQLField) -> Resolver | None:
    """How to resolve a field of the root, if it is as usual."""
    definition = field_of(field)
    call = None if definition is None else _usual(definition)
    if definition is None or call is None:
        return None
    for extension in definition.extensions:
        call = partial(extension.resolve_async, call)
    try:
        arguments = {name: (taken_as(own), taking(own.type)) for name, own in field.args.items()}
    except UnknownInputError:
        return None
    return Resolver(definition, call, arguments)


def _usual(definition: StrawberryField) -> Call | None:
    """The asynchronous method behind a field, if it takes `self`, `info` and nothing else that is no argument."""
    resolver = definition.base_resolver
    if resolver is None or not definition.is_async or not all(map(_wraps, definition.extensions)):
        return None
    more = [resolver.root_parameter, resolver.parent_parameter]
    usual = [*resolver.signature.parameters][:2] == ["self", "info"] and more == [None, None]
    return cast("Call", resolver.wrapped_func) if usual else None


def _wraps(extension: FieldExtension) -> bool:
    """Whether all that an extension does is to stand around an asynchronous resolver."""
    return extension.supports_async and type(extension).map_arguments is FieldExtension.map_arguments
