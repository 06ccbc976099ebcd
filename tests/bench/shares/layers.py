"""Which layer of the server a piece of code belongs to."""

import sysconfig
from functools import cache
from types import CodeType, FrameType

from tests.serving import PROJECT

OTHER = "other"
LAYERS = {
    "uvicorn and ASGI": (
        *("uvicorn/", "uvloop/", "httptools/", "starlette/", "cross_web/", "prometheus_client/", "jwt/", "server.py"),
        *("schema/serving/", "schema/metrics.py", "schema/endpoint.py", "schema/short_way.py", "schema/persisted.py"),
        *("schema/asking.py", "schema/answers.py", "schema/context.py", "schema/stream.py"),
    ),
    "body": (
        "schema/body.py",
        "starlette/requests.py:Request.body",
        "starlette/requests.py:Request.stream",
        "uvicorn/protocols/http/httptools_impl.py:RequestResponseCycle.receive",
        "uvicorn/protocols/http/httptools_impl.py:HttpToolsProtocol.on_body",
    ),
    "JSON": ("schema/decoding.py",),
    "parse and validate": (
        *("schema/prepared.py", "schema/parsing.py", "schema/validating.py", "schema/limits/"),
        *("graphql/language/", "graphql/validation/", "graphql/utilities/type_info.py"),
        "strawberry/schema/validation_rules/",
    ),
    "argument conversion": (
        *("graphql/execution/values.py", "graphql/utilities/", "strawberry/types/arguments.py", "schema/scalars.py"),
        *("graphql/type/scalars.py:coerce_", "graphql/type/definition.py:GraphQLEnumType.coerce_input"),
        "strawberry/schema/schema_converter.py:CustomGraphQLEnumType.coerce_input",
        *("strawberry/schema/types/base_scalars.py", "schema/executing/inputs.py"),
    ),
    "extensions": ("strawberry/extensions/", "schema/masking.py"),
    "graphql-core": ("graphql/", "strawberry/", "schema/executing/", "schema/api.py"),
    "resolvers": (
        *("schema/mutations/", "schema/query.py", "schema/previewing.py", "schema/loaders.py", "schema/types/"),
        *("schema/inputs/", "schema/results.py", "schema/errors.py", "schema/refusing.py", "schema/enums.py"),
        *("strawberry/dataloader.py", "resolvers/", "domain/"),
    ),
    "database": ("db/", "asyncpg/", "sqlalchemy/", "greenlet/", "broadcaster/"),
    "encoding": ("schema/encoding.py",),
}
"""The files, folders and functions of each layer; the longest name that fits decides. Ours and those of packages."""

_NAMES = {name: layer for layer, names in LAYERS.items() for name in names}
_PATHS = sysconfig.get_paths()
PACKAGES = {_PATHS["purelib"], _PATHS["platlib"]}
_STANDARD = (_PATHS["stdlib"], _PATHS["platstdlib"])
_LIKE_STANDARD = "typing_extensions.py:"


def layer_of(frame: FrameType | None) -> str:
    """The layer of the innermost code that is neither Python's own nor generated: those work for who called them."""
    while frame is not None:
        layer = layer_of_code(frame.f_code)
        if layer is not None:
            return layer
        frame = frame.f_back
    return OTHER


@cache
def layer_of_code(code: CodeType) -> str | None:
    """The layer, OTHER if the table has none; None for what is Python's own or generated."""
    path = code.co_filename
    for folder in (*PACKAGES, str(PROJECT)):
        if path.startswith(f"{folder}/"):
            return _named(f"{path.removeprefix(folder)[1:]}:{code.co_qualname}")
    return None if path.startswith(("<", *_STANDARD)) else OTHER


def _named(place: str) -> str | None:
    if place.startswith(_LIKE_STANDARD):
        return None
    fitting = [name for name in _NAMES if place.startswith(name)]
    return _NAMES[max(fitting, key=len)] if fitting else OTHER
