"""The database's machine: the Postgres that comes along, reachable over TCP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.embedded import embedded_postgres
from db.embedded.binaries import Binaries
from db.embedded.cluster import made_by
from db.embedded.data_folder import DataFolder
from db.embedded.database import database_url
from db.embedded.log import server_log
from db.embedded.server import running_server, server_settings
from db.embedded.sockets import PORT, socket_folder
from db.embedded.user import server_user


@dataclass(frozen=True, slots=True)
class Database:
    """A running database: its URL for hosts, and its URL for whoever sits at its machine."""

    url: str
    local: str


@contextmanager
def database(data: Path, address: str) -> Iterator[Database]:
    """Run a Postgres at `address` until the end of the block."""
    with embedded_postgres(data, durable=False) as made:
        programs = made.binaries
    folder = DataFolder(data, server_user(data))
    binaries = Binaries(programs, made_by(folder.cluster) or 0)
    with (folder.cluster / "pg_hba.conf").open("a") as access:
        access.write("host all all samenet trust\n")
    with server_log(folder) as log, socket_folder(folder) as socket:
        settings = server_settings({}, socket, durable=False) | {"listen_addresses": address}
        with running_server(folder, binaries, settings, log, inherit=log.descriptor):
            yield Database(f"postgresql://handoff@{address}:{PORT}/handoff", database_url(socket))
