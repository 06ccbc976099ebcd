"""`make demo` as a viewer sees it."""

import os
import signal
import subprocess
import sys

import pytest

from tests.demo.watcher import MissedError, check_next
from tests.serving import PROJECT

DEMO = [sys.executable, "-m", "tests.demo"]
DEADLINE = 150
RESUMED = "Resumed after event 13; "
INTERRUPTED = 130


def environment() -> dict[str, str]:
    """This process's environment, without the settings that force colours."""
    return {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "TTY_COMPATIBLE"}}


def test_the_demo_plays_a_build_over_a_lost_worker_and_a_lost_connection_until_it_is_live() -> None:
    ended = subprocess.run(
        [*DEMO, "--fast"], cwd=PROJECT, env=environment(), capture_output=True, text=True, timeout=DEADLINE, check=False
    )

    assert ended.returncode == 0, ended.stderr
    assert RESUMED in ended.stdout
    for told in ("'writer-1' was not heard of in time", "'writer-2' claimed", "approved the handoff", "F2 WITHDRAWN"):
        assert told in ended.stdout
    *_, last_event, summary = filter(None, ended.stdout.splitlines())
    assert last_event.endswith("Your build is live!")
    assert summary.endswith("nothing was missed, nothing came twice.")
    assert "\x1b" not in ended.stdout
    assert not ended.stderr


def test_interrupting_the_demo_ends_all_that_it_started() -> None:
    with subprocess.Popen(
        DEMO,
        cwd=PROJECT,
        env={**environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as demo:
        assert demo.stdout is not None
        while "hands over to the Code Writer" not in demo.stdout.readline():
            assert demo.poll() is None
        os.killpg(demo.pid, signal.SIGINT)
        _, said = demo.communicate(timeout=DEADLINE)

    assert demo.returncode == INTERRUPTED, said
    assert not said
    with pytest.raises(ProcessLookupError):
        os.killpg(demo.pid, 0)


@pytest.mark.parametrize("sequence", [1, 13, 15])
def test_an_event_that_is_not_the_next_one_counts_as_missed(sequence: int) -> None:
    check_next(13, 14)
    with pytest.raises(MissedError, match=f"event 14 was expected and event {sequence} came"):
        check_next(13, sequence)
