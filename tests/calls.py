"""Which of our functions are called."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType


@contextmanager
def called() -> Iterator[set[CodeType]]:
    """The code of whatever this thread calls in the block."""
    codes: set[CodeType] = set()
    sys.setprofile(lambda frame, _event, _argument: codes.add(frame.f_code))
    try:
        yield codes
    finally:
        sys.setprofile(None)
