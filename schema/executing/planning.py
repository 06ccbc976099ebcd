"""Finding out how an operation can be carried out, once for all requests that ask for it."""

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.collect_fields import FragmentDetails, collect_fields
from graphql.pyutils import Path

from schema.executing.completions import NO_VARIABLES, completions_of
from schema.executing.inputs import UnknownInputError
from schema.executing.plan import Plan
from schema.executing.resolvers import resolver_of
from schema.executing.variables import Ready, readying


def plan(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Plan | None:
    """The plan of a valid query or mutation, if it has one field, and asks for what is plain."""
    named = (each for each in document.definitions if isinstance(each, FragmentDefinitionNode))
    fragments = {each.name.value: FragmentDetails(each) for each in named}
    completions = completions_of(schema, fragments, operation)
    parent = schema.get_root_type(operation.operation)
    if completions is None or parent is None or operation.operation is OperationType.SUBSCRIPTION:
        return None
    fields = collect_fields(schema, fragments, NO_VARIABLES, parent, operation).grouped_field_set
    name, asked = next(iter(fields.items()))
    nodes = [each.node for each in asked]
    field = parent.fields.get(nodes[0].name.value)
    if len(fields) > 1 or field is None:
        return None
    resolver, tell = resolver_of(field), completions.value(field.type, asked)
    if resolver is None or tell is None:
        return None
    try:
        ready: Ready | None = readying(field, nodes[0], operation)
    except UnknownInputError:
        ready = None
    path = Path(None, name, parent.name)
    return Plan(schema, document, operation, parent, field, name, asked, nodes, path, resolver, ready, tell)
