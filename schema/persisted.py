"""Operations by hash: who has sent a text with its SHA-256 once may send the hash alone from then on.

That is what clients call automatic persisted queries. A text that is known is a text that was sent, no more: whatever
holds for those, limits, rights and methods, is held against it each time.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cross_web import HTTPException
from graphql import GraphQLError, GraphQLSchema

from schema.limits.cost import check_cost
from schema.parsing import parse
from schema.validating import errors_of

MAX_TEXTS = 1_000
"""The most texts that a process remembers; the one that was not asked for longest is forgotten first."""

MAX_BYTES = 4_000_000
"""The most bytes that they have together, in UTF-8."""

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
VERSION = 1
_HASH = re.compile("[0-9a-f]{64}")


class TextNotFoundError(Exception):
    """No text of this hash is remembered. The words are those that clients wait for to send the text, too."""

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class PersistedTexts:
    """The texts of `schema` that this process was sent with their hashes."""

    def __init__(self, schema: GraphQLSchema, *, texts: int = MAX_TEXTS, size: int = MAX_BYTES) -> None:
        self._schema = schema
        self._texts, self._size = texts, size
        self._known: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._held = 0

    def meant(
        self,
        extensions: Mapping[str, object] | None,
        query: str | None,
        operation_name: str | None,
        variables: Mapping[str, Any] | None,
    ) -> str | None:
        """The text that a request means: `query`, unless it names one by hash. Remembers one that is good.

        Raises TextNotFoundError for a hash that is not known, and HTTPException for a request that is wrong.
        """
        asked = None if extensions is None else extensions.get("persistedQuery")
        if asked is None:
            return query
        hashed = _hash_in(asked)
        if not query:
            return self._find(hashed)
        data = query.encode("utf-8", "surrogatepass")
        if sha256(data).hexdigest() != hashed:
            raise HTTPException(400, "`sha256Hash`: provided sha does not match query.")
        if hashed in self._known or self._is_good(query, operation_name, variables):
            self._remember(hashed, query, len(data))
        return query

    def _find(self, hashed: str) -> str:
        if hashed not in self._known:
            raise TextNotFoundError
        self._known.move_to_end(hashed)
        return self._known[hashed][0]

    def _is_good(self, query: str, operation_name: str | None, variables: Mapping[str, Any] | None) -> bool:
        try:
            parse(query)
            check_cost(self._schema, query, operation_name, variables)
        except GraphQLError:
            return False
        return not errors_of(self._schema, query)

    def _remember(self, hashed: str, query: str, size: int) -> None:
        if hashed not in self._known:
            self._held += size
        self._known[hashed] = query, size
        self._known.move_to_end(hashed)
        while len(self._known) > self._texts or self._held > self._size:
            _, (_, forgotten) = self._known.popitem(last=False)
            self._held -= forgotten


def _hash_in(asked: object) -> str:
    """The hash that `extensions.persistedQuery` names. Raises HTTPException for whatever else it is."""
    if not isinstance(asked, dict):
        raise HTTPException(400, "`persistedQuery` must be an object, with `version` and `sha256Hash`.")
    version, hashed = asked.get("version"), asked.get("sha256Hash")
    if version != VERSION or isinstance(version, bool):
        raise HTTPException(400, f"`persistedQuery`: expected the `version` {VERSION}, received another or none.")
    if not isinstance(hashed, str) or _HASH.fullmatch(hashed) is None:
        raise HTTPException(400, "`sha256Hash` must be the query's SHA-256, as 64 digits and letters from a to f.")
    return hashed
