"""The one database in the cluster."""

import subprocess
from pathlib import Path
from urllib.parse import quote, urlencode

from db.embedded.binaries import Binaries
from db.embedded.child import ENVIRONMENT
from db.embedded.cluster import SUPERUSER
from db.embedded.error import EmbeddedPostgresError
from db.embedded.sockets import PORT

NAME = "handoff"
_CREATE_IF_MISSING = r"""
select 'create database handoff' where not exists (select from pg_database where datname = 'handoff') \gexec
"""
_TIMEOUT_SECONDS = 60


def database_url(socket: Path, name: str = NAME) -> str:
    """Return a URL that asyncpg, SQLAlchemy and libpq understand."""
    return f"postgresql://{SUPERUSER}@/{name}?" + urlencode({"host": socket, "port": PORT}, safe="/", quote_via=quote)


def create_database(socket: Path, binaries: Binaries) -> None:
    """Create the database if it is missing."""
    answer = subprocess.run(  # noqa: S603 - one of the found programs, no shell is involved
        [binaries.folder / "psql", "-Xqv", "ON_ERROR_STOP=1", "-d", database_url(socket, "postgres")],
        input=_CREATE_IF_MISSING,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )
    if answer.returncode != 0:
        raise EmbeddedPostgresError(f"Could not create the database {NAME}: {answer.stderr.strip()}")
