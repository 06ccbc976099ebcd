"""How the resolver of a field is called, without what Strawberry finds out anew for each call."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias, cast

from graphql import GraphQLArgument, GraphQLField, GraphQLResolveInfo
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryMaybe
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from schema.executing.inputs import Take, UnknownInputError, taking
from schema.executing.objects import field_of

Resolve: TypeAlias = Callable[..., Any]
"""As graphql-core calls it: with the object, what is known about the request, and the arguments by name."""


def resolver_of(field: GraphQLField) -> Resolve | None:
    """How to resolve `field`: Strawberry's own way if there is no shorter one; None if it has no resolver."""
    definition = field_of(field)
    own = None if definition is None else _usual(definition)
    if definition is None or own is None:
        return field.resolve
    try:
        arguments = {name: _taken(argument) for name, argument in field.args.items()}
    except UnknownInputError:
        return field.resolve
    return _shorter(definition, own, arguments)


def _usual(definition: StrawberryField) -> Resolve | None:
    """The asynchronous method behind a field, if it takes `self`, `info` and nothing else that is no argument."""
    resolver = definition.base_resolver
    if resolver is None or not definition.is_async or not all(map(_wraps, definition.extensions)):
        return None
    more = [resolver.root_parameter, resolver.parent_parameter]
    usual = [*resolver.signature.parameters][:2] == ["self", "info"] and more == [None, None]
    return cast("Resolve", resolver.wrapped_func) if usual else None


def _wraps(extension: FieldExtension) -> bool:
    """Whether all that an extension does is to stand around an asynchronous resolver."""
    return extension.supports_async and type(extension).map_arguments is FieldExtension.map_arguments


def _taken(argument: GraphQLArgument) -> tuple[str, Take]:
    """What an argument is called in Python, and how it is made ready."""
    known = argument.extensions.get("strawberry-definition")
    if not isinstance(known, StrawberryArgument) or isinstance(known.type, StrawberryMaybe) or not known.python_name:
        raise UnknownInputError
    return known.python_name, taking(argument.type)


def _shorter(definition: StrawberryField, own: Resolve, arguments: dict[str, tuple[str, Take]]) -> Resolve:
    call = own
    for extension in definition.extensions:
        call = partial(extension.resolve_async, call)

    def resolve(source: object, info: GraphQLResolveInfo[Any], **given: object) -> Any:  # noqa: ANN401 - an awaitable
        taken = {name: take(given[sent]) for sent, (name, take) in arguments.items() if sent in given}
        return call(source, Info(_raw_info=info, _field=definition), **taken)

    return resolve
