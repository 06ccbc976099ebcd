"""Has the checker look at what a run has left behind."""

from pathlib import Path

from tests.torture.records import Records


async def violations(records: Records, url: str) -> list[str]:
    """What is wrong with these records and the database behind `url`, in sentences."""
    return []
