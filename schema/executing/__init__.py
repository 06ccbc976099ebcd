"""Carrying out operations: graphql-core's executor, with short ways for what is plain."""
