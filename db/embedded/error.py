"""The one error of this package."""


class EmbeddedPostgresError(Exception):
    """Postgres could not be started. The message says what was expected, what came, and what to do."""
