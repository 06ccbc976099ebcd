"""What the README tells a newcomer to do works as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.serving import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def test_the_five_minutes_lead_from_start_to_live(server_url: str) -> None:
    mutations = [block for block in blocks("graphql") if block.startswith("mutation") and "claimWork" not in block]
    workflow_id, messages = "", []
    for operation in mutations:
        query = operation.replace("WORKFLOW_ID", workflow_id)
        answer = httpx.post(f"{server_url}/graphql", json={"query": query}).json()
        assert "errors" not in answer
        for step in answer["data"].values():
            assert "code" not in step, step
            workflow_id = workflow_id or step["workflow"]["id"]
            messages += [step["event"]["message"]] if "event" in step else []
    assert len(mutations) == 4
    assert messages[-1].endswith("Your build is live!")


def test_the_oldest_work_can_be_claimed(server_url: str) -> None:
    start, *_ = blocks("graphql")
    (claim,) = (block for block in blocks("graphql") if "claimWork" in block)
    httpx.post(f"{server_url}/graphql", json={"query": start})
    answer = httpx.post(f"{server_url}/graphql", json={"query": claim}).json()
    assert answer["data"]["claimWork"]["claim"]["token"]
    assert "You are the Q Assistant" in answer["data"]["claimWork"]["assignment"]["instructions"]


def test_the_events_can_be_watched_with_curl(server_url: str) -> None:
    start, *_ = blocks("graphql")
    httpx.post(f"{server_url}/graphql", json={"query": start})
    (command,) = (block for block in blocks("sh") if block.startswith("curl"))
    command = command.replace("http://127.0.0.1:8000", server_url)
    with subprocess.Popen(["sh", "-c", f"exec {command}"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as curl:
        assert curl.stdout is not None
        assert curl.stdout.readline().strip() == b"event: next"
        assert b"URL shortener" in curl.stdout.readline()
        curl.terminate()


def test_the_events_can_be_watched_with_gql(server_url: str, tmp_path: Path) -> None:
    start, *_ = blocks("graphql")
    httpx.post(f"{server_url}/graphql", json={"query": start})
    (program,) = blocks("python")
    script = tmp_path / "follow.py"
    script.write_text(program.replace("ws://127.0.0.1:8000", server_url.replace("http", "ws")))
    with subprocess.Popen([sys.executable, "-u", script], stdout=subprocess.PIPE, text=True) as follower:
        assert follower.stdout is not None
        assert "URL shortener" in follower.stdout.readline()
        follower.terminate()


@pytest.mark.parametrize("target", re.findall(r"\]\(((?!http)[^)#]+)\)", README))
def test_links_lead_somewhere(target: str) -> None:
    assert (PROJECT / target).exists()


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first_screen = README.splitlines()[:20]
    assert any(line.startswith("make run") for line in first_screen)
    assert any(line.startswith("make test") for line in first_screen)
