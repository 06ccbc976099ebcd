"""GraphQL: the types, operations and transports of the API."""
