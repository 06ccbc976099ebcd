"""Handoff's server, which counts the layers that it is in when it is asked to, and tells by the named pipe SAMPLES."""

import os
import signal
import sys
from pathlib import Path

import server
from tests.bench.shares.sampler import BEGIN, END, Sampler


def main() -> int:
    """Serve until told to stop. Gives the exit code."""
    sampler = Sampler(Path(os.environ.pop("SAMPLES")))
    signal.signal(signal.SIGPROF, sampler.sample)
    signal.signal(BEGIN, sampler.begin)
    signal.signal(END, sampler.end)
    try:
        return server.main()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    sys.exit(main())
