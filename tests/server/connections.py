"""Which process has which connection."""

from pathlib import Path

_ESTABLISHED = "01"


def serving_process(supervisor: int, server_port: int, client_port: int) -> int | None:
    """The child of `supervisor` that has accepted the IPv4 connection from `client_port`; None before that."""
    inode = _inode(server_port, client_port)
    if inode is None:
        return None
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    return next((int(child) for child in children if f"socket:[{inode}]" in _open_files(int(child))), None)


def _inode(local: int, remote: int) -> str | None:
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        columns = row.split()
        ports = tuple(int(columns[place].rpartition(":")[2], 16) for place in (1, 2))
        if ports == (local, remote) and columns[3] == _ESTABLISHED:
            return columns[9]
    return None


def _open_files(pid: int) -> set[str]:
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(str(entry.readlink()))
        except FileNotFoundError:  # closed meanwhile
            continue
    return found
