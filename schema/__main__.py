"""Prints the schema: `python -m schema`."""

import sys

from schema.api import api

sys.stdout.write(api.as_str() + "\n")
