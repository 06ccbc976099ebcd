"""Postgres: the tables, the log's writer and reader, and all SQL there is."""
