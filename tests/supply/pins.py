"""The pinned versions."""

import re

from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.serving import PROJECT

RUNNING = ("requirements.txt", "requirements-traces.txt")
"""What is installed for running; the second adds the packages for traces."""

FILES = (*RUNNING, "requirements-dev.txt")
FAILOVER = ("tests/failover/build.txt", "tests/failover/requirements.txt")

_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)


def pins(*files: str) -> dict[str, Version]:
    """The version of each package that these files pin."""
    texts = ((PROJECT / file).read_text() for file in files)
    return {canonicalize_name(name): Version(version) for text in texts for name, version in _PIN.findall(text)}
