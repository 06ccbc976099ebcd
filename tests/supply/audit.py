"""Asks PyPI for published weaknesses of all that is pinned.

It exits with 0 if there are none, with 1 if there are some, and with 2 if that can't be told.
"""

import json
import subprocess
import sys
from itertools import chain
from typing import Any

from tests.serving import PROJECT
from tests.supply.pins import FAILOVER, FILES

COMMAND = (sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off")
NONE_KNOWN, SOME_KNOWN, UNKNOWN = range(3)


def main() -> int:
    """Audit. Gives the exit code."""
    said = ask("--format", "json")
    try:
        packages = json.loads(said.stdout)["dependencies"]
    except ValueError:
        print(f"The audit could not be made. Is PyPI within reach? {last_line(said.stderr)}")
        return UNKNOWN
    lines, code = verdict(packages)
    print("\n".join(lines))
    return code


def ask(*options: str) -> "subprocess.CompletedProcess[str]":
    """Run pip-audit on all files with pinned versions."""
    files = chain.from_iterable(("-r", file) for file in (*FILES, *FAILOVER))
    return subprocess.run([*COMMAND, *options, *files], cwd=PROJECT, capture_output=True, text=True, check=False)


def last_line(text: str) -> str:
    """The last line of what a program said."""
    return (text.strip().splitlines() or ["It said nothing."])[-1]


def verdict(packages: list[dict[str, Any]]) -> tuple[list[str], int]:
    """What to say of these packages, as pip-audit describes them, and the exit code."""
    weak = [
        f"{each['name']} {each['version']}: {found['id']}, put right in {', '.join(found['fix_versions']) or 'none'}"
        for each in packages
        for found in each.get("vulns", ())
    ]
    skipped = [f"{each['name']}: {each['skip_reason']}" for each in packages if "skip_reason" in each]
    if weak:
        return [*weak, *skipped], SOME_KNOWN
    if skipped or not packages:
        return [*skipped, _incomplete(skipped, packages)], UNKNOWN
    return [f"{len(packages)} packages, no published weakness."], NONE_KNOWN


def _incomplete(skipped: list[str], packages: list[dict[str, Any]]) -> str:
    return f"The audit is not complete: PyPI does not know {len(skipped)} of {len(packages)} packages."


if __name__ == "__main__":
    sys.exit(main())
