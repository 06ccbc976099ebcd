"""What can befall the parts of a site, each for a while."""

from tests.torture.faults import disk, network, postgres, redis, servers
from tests.torture.faults.fault import Fault

FAULTS: tuple[Fault, ...] = (*servers.FAULTS, *postgres.FAULTS, *network.FAULTS, *disk.FAULTS, *redis.FAULTS)

__all__ = ["FAULTS", "Fault"]
