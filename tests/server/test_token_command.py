"""`python server.py token`."""

import subprocess
import sys
from time import time
from typing import Any

import jwt
import pytest

from schema.serving.auth.claims import caller_of
from schema.serving.auth.issuing import issue
from tests.serving import PROJECT

SECRET = "thirty-two bytes are long enough"
SIGNING = {"AUTH_SECRET": SECRET}


def claims(printed: str, audience: str = "handoff", issuer: str = "handoff") -> dict[str, Any]:
    """What is in the token that was printed."""
    found: dict[str, Any] = jwt.decode(printed.strip(), SECRET, ["HS256"], audience=audience, issuer=issuer)
    return found


def test_it_prints_a_token_that_says_what_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    asked = "--role CODE_WRITER --role TEST_AUDITOR --project shop --project blog --subject alice --operator --ttl 15m"
    assert issue(asked.split(), SIGNING) == 0
    found = claims(capsys.readouterr().out)
    caller = caller_of(found)
    assert (caller.subject, caller.operator) == ("alice", True)
    assert caller.roles == {"CODE_WRITER", "TEST_AUDITOR"}
    assert caller.projects == frozenset({"shop", "blog"})
    assert 0 < found["exp"] - time() <= 900


def test_it_can_be_for_all_projects_and_for_other_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert issue(["--all-projects"], {**SIGNING, "AUTH_AUDIENCE": "a", "AUTH_ISSUER": "i"}) == 0
    caller = caller_of(claims(capsys.readouterr().out, audience="a", issuer="i"))
    assert (caller.projects, caller.roles, caller.operator) == (None, frozenset(), False)


@pytest.mark.parametrize(("ttl", "seconds"), [("90s", 90), ("15m", 900), ("1h", 3_600), ("7d", 604_800)])
def test_it_lives_as_long_as_is_said(ttl: str, seconds: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert issue(["--all-projects", "--ttl", ttl], SIGNING) == 0
    found = claims(capsys.readouterr().out)
    assert found["exp"] == found["iat"] + seconds


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "--project shop --all-projects",
        "--all-projects --role BOSS",
        *(f"--all-projects --ttl {ttl}" for ttl in ("0s", "-1h", "1w", "1", "h", "1.5h", "367d", "999999999s")),
    ],
)
def test_what_can_not_be_meant_ends_with_code_2(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        issue(asked.split(), SIGNING)
    assert "error: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "environment", "told"),
    [
        (["--all-projects"], {}, "AUTH_SECRET is not set"),
        (["--all-projects"], {"AUTH_SECRET": "short"}, "at least 32 bytes"),
        (["--all-projects", "--subject", "OPERATOR"], SIGNING, "`sub`"),
        (["--project", " "], SIGNING, "`projects`"),
        ([f"--project={n:0200}" for n in range(60)], SIGNING, "longer than"),
    ],
)
def test_what_the_server_would_refuse_is_not_made(
    asked: list[str], environment: dict[str, str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(asked, environment) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err


def test_the_server_has_it_as_a_command() -> None:
    command = [sys.executable, "server.py", "token", "--all-projects"]
    done = subprocess.run(command, cwd=PROJECT, env=SIGNING, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert claims(done.stdout)["sub"] == "somebody"
