"""`python -m db`: verify the log, archive what has long been at rest, and bring it back."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from db.archive.command import archive_workflows, restore_workflows
from db.archive.moving import MoveError
from db.audit.command import verify
from db.codec import uuid_of
from db.embedded import EmbeddedPostgresError, default_data_dir, embedded_postgres
from db.embedded.cluster import made_by
from db.embedded.data_folder import DataFolder
from db.embedded.user import server_user
from db.prepare import DatabaseUnfitError
from domain.vocabulary import WorkflowId

PROJECT = Path(__file__).resolve().parents[1]
VALID, NOT_VALID, COULD_NOT_RUN = range(3)
MOST = 100_000


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Do what the arguments ask. Gives the exit code.

    0: valid, or done. 1: not valid, or some workflows were not there to be brought back. 2: could not run.
    """
    asked = _parser().parse_args(arguments)
    try:
        with _database(asked.database_url or environment.get("DATABASE_URL"), environment.get("DATA_DIR")) as url:
            return VALID if asyncio.run(_do(url, asked)) else NOT_VALID
    except (DatabaseUnfitError, EmbeddedPostgresError, MoveError) as error:
        reason = str(error)
    except (OSError, ValueError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = f"the database can't be used: {getattr(error, 'orig', error)}"
    sys.stderr.write(f"handoff: {reason}\n")
    return COULD_NOT_RUN


async def _do(url: str, asked: argparse.Namespace) -> bool:
    """Whether all is well."""
    match asked.command:
        case "archive":
            return await archive_workflows(url, timedelta(days=asked.at_rest_for), asked.limit)
        case "restore":
            return await restore_workflows(url, asked.workflow)
        case _:
            return await verify(url, asked.workflow)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m db", description="Looks after the database of Handoff.")
    commands = parser.add_subparsers(required=True, dest="command")
    verifying = commands.add_parser("verify", help="verify that the log was left as it was written; changes nothing")
    verifying.add_argument(
        "--workflow",
        metavar="ID",
        type=_workflow_id,
        action="append",
        default=[],
        help="only this one; may be repeated",
    )
    archiving = commands.add_parser("archive", help="move what has long been COMPLETED or CANCELLED into the archive")
    archiving.add_argument(
        "--at-rest-for", metavar="DAYS", type=_count, required=True, help="days that nothing has happened to it"
    )
    archiving.add_argument("--limit", metavar="N", type=_count, help="at most so many workflows")
    restoring = commands.add_parser("restore", help="bring workflows back from the archive, as they were")
    restoring.add_argument("workflow", metavar="ID", type=_workflow_id, nargs="+", help="which")
    for command in (verifying, archiving, restoring):
        command.add_argument(
            "--database-url", metavar="URL", help="the database; DATABASE_URL, or else the embedded one, if left out"
        )
    return parser


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {MOST}, received {text!r}")
    return int(text)


def _workflow_id(text: str) -> WorkflowId:
    if uuid_of(text.lower()) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not the id of a workflow")
    return WorkflowId(text.lower())


@contextmanager
def _database(url: str | None, data_dir: str | None) -> Iterator[str]:
    """The URL of the database: the named one, or the embedded one, which must be there and not in use."""
    if url is not None:
        yield url
        return
    folder = Path(data_dir or default_data_dir(PROJECT))
    if made_by(DataFolder(folder, server_user(folder)).cluster) is None:
        raise DatabaseUnfitError(f"{folder} holds no database. Name one with --database-url or DATABASE_URL.")
    with embedded_postgres(folder) as server:
        yield server.url


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
