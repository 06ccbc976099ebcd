"""Operations against which nothing stands, remembered, so that all that is left to do is to carry them out."""

from functools import lru_cache

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode
from strawberry.types.graphql import OperationType

from schema.parsing import DOCUMENTS_REMEMBERED, parse
from schema.validating import errors_of


@lru_cache(maxsize=DOCUMENTS_REMEMBERED)
def prepared(schema: GraphQLSchema, query: str, operation_name: str | None) -> OperationType | None:
    """What kind of operation is meant; None if anything has to be said about the document or the name."""
    try:
        document = parse(query)
    except GraphQLError:
        return None
    operations = [found for found in document.definitions if isinstance(found, OperationDefinitionNode)]
    meant = [found for found in operations if operation_name in {None, found.name and found.name.value}]
    good = len(meant) == 1 and not errors_of(schema, query)
    return OperationType(meant[0].operation.value) if good else None
