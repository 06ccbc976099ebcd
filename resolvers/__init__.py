"""Use cases between the schema and the storage. They know neither GraphQL nor SQL."""
