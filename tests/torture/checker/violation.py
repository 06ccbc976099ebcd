"""What a check finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where to look: the ids of events, keys of commands or names of subscribers."""

    what: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """A finding, and the name of the check that came to it, which is the promise that was broken."""

    check: str
    finding: Finding

    def __str__(self) -> str:
        where = f" ({', '.join(self.finding.where)})" if self.finding.where else ""
        return f"{self.check}: {self.finding.what}{where}"


def found(what: str, *where: object) -> Finding:
    """A finding about these records."""
    return Finding(what, tuple(map(str, where)))
