"""The refusal of a document that asks for too much."""

from graphql import GraphQLError

from schema.limits.table import LIMITS, WORDS

CODE = "QUERY_TOO_LARGE"


class QueryTooLargeError(GraphQLError):
    """A document has more than `limit` allows; `found` is missing where reading stopped at the limit."""

    def __init__(self, limit: str, found: int | None = None) -> None:
        maximum: int = getattr(LIMITS, limit)
        counted, help_ = WORDS[limit]
        there = f"more than {maximum}" if found is None else f"{found}"
        message = f"The request is too large: it has {there} {counted}, and at most {maximum} are allowed. {help_}"
        facts = {} if found is None else {"found": found}
        super().__init__(message, extensions={"code": CODE, "limit": limit, "maximum": maximum, **facts})
        self.limit = limit
