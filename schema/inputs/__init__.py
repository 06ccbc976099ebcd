"""The inputs of the mutations and queries, and the commands that they ask for."""
