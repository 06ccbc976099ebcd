"""GraphQL: the types, operations and transports of the API."""

from schema import enums

__all__ = ["enums"]  # published before any type can refer to the domain's enums
