"""A private Postgres for people who have none: started with the program, stopped with it."""

from db.embedded.data_folder import default_data_dir
from db.embedded.error import EmbeddedPostgresError
from db.embedded.launcher import EmbeddedPostgres, embedded_postgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "default_data_dir", "embedded_postgres"]
