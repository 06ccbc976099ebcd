"""What a machine's own kernel says about its connections."""

import socket
import struct
from pathlib import Path

from tests.machines.network import Machine

_ESTABLISHED = "01"


def established(machine: Machine, peer: str) -> int:
    """How many connections with `peer` the machine holds to be well."""
    with machine.inside():
        lines = Path("/proc/thread-self/net/tcp").read_text().splitlines()[1:]
    (number,) = struct.unpack("=I", socket.inet_aton(peer))
    fields = [line.split() for line in lines]
    return sum(remote.startswith(f"{number:08X}:") and state == _ESTABLISHED for _, _, remote, state, *_ in fields)
