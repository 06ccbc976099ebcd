"""Operations against which nothing stands, remembered, so that all that is left to do is to carry them out."""

from functools import cached_property, lru_cache

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode
from strawberry.types.graphql import OperationType

from schema.executing.plan import Plan
from schema.executing.planning import plan
from schema.limits.table import LIMITS
from schema.parsing import DOCUMENTS_REMEMBERED, parse
from schema.validating import errors_of


class Prepared:
    """A good document, what kind of operation is meant, and how to carry it out if it is simple."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._schema, self.document, self._operation = schema, document, operation
        self.kind = OperationType(operation.operation.value)
        self._asked_before = False

    def plan(self) -> Plan | None:
        """The plan, if it has one, for whoever asks again: many texts come once, and making a plan costs something."""
        if not self._asked_before:
            self._asked_before = True
            return None
        return self._plan

    @cached_property
    def _plan(self) -> Plan | None:
        return plan(self._schema, self.document, self._operation)


def prepared(schema: GraphQLSchema, query: str, operation_name: str | None) -> Prepared | None:
    """The operation that is meant; None if anything has to be said about the document or the name.

    A text or a name that is too long is not remembered, which would take room.
    """
    if len(query) > LIMITS.characters or len(operation_name or "") > len(query):
        return None
    return _prepared(schema, query, operation_name)


@lru_cache(maxsize=DOCUMENTS_REMEMBERED)
def _prepared(schema: GraphQLSchema, query: str, operation_name: str | None) -> Prepared | None:
    try:
        document = parse(query)
    except GraphQLError:
        return None
    operations = [found for found in document.definitions if isinstance(found, OperationDefinitionNode)]
    meant = [found for found in operations if operation_name in {None, found.name and found.name.value}]
    if len(meant) != 1 or errors_of(schema, query):
        return None
    return Prepared(schema, document, meant[0])
