"""Databases with very many workflows: a few real histories, multiplied by the database itself."""
