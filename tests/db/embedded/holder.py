"""A program that runs a server until its standard input ends: `python -m tests.db.embedded.holder <data folder>`."""

import dataclasses
import json
import sys
from pathlib import Path

from db.embedded import embedded_postgres

if __name__ == "__main__":
    with embedded_postgres(Path(sys.argv[1]), durable=False) as server:
        print(json.dumps(dataclasses.asdict(server), default=str), flush=True)
        sys.stdin.read()
