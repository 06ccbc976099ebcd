"""The worker of docs/working.md, run as it stands there."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.end_to_end.players import post
from tests.serving import PROJECT

PAGE = (PROJECT / "docs/working.md").read_text("utf-8")
ROLES = ("Q_ASSISTANT", "CODE_WRITER", "TEST_AUDITOR", "VERIFICATION_OVERSEER", "RELEASE_MANAGER")
PHASES = ["DISCOVERY", "PLANNING", "IMPLEMENTATION", "TESTING", "VERIFICATION", "DEPLOYMENT"]
DEADLINE = 60
START = """mutation { startWorkflow(input: { projectId: "p", buildId: "b", title: "t", requirements: "r" }) {
  ... on WorkflowSuccess { workflow { id } } } }"""
FOLLOW = 'subscription { workflowEvents(after: "START") { kind phase workflowId data } }'


@contextmanager
def worker(script: Path, role: str, name: str) -> Iterator[None]:
    """A worker as a process of its own."""
    with subprocess.Popen([sys.executable, script, role, name], stdout=subprocess.DEVNULL) as process:
        try:
            yield
            assert process.poll() is None
        finally:
            process.terminate()


def events(client: httpx.Client) -> Iterator[dict[str, Any]]:
    """All events, then each new one."""
    headers = {"Accept": "text/event-stream"}
    with client.stream("POST", "/graphql", json={"query": FOLLOW}, headers=headers) as response:
        for line in response.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))["data"]["workflowEvents"]


def test_workers_as_the_page_has_them_share_a_role_and_carry_builds_to_complete(
    server_url: str, tmp_path: Path
) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    script = tmp_path / "worker.py"
    script.write_text(program.replace("http://127.0.0.1:8000", server_url))
    claimed, unfinished = [], set()
    with httpx.Client(base_url=server_url, timeout=DEADLINE) as client, ExitStack() as crew:
        unfinished |= {post(client, {"query": START})["data"]["startWorkflow"]["workflow"]["id"] for _ in range(2)}
        for role in (*ROLES, "CODE_WRITER"):
            crew.enter_context(worker(script, role, f"a worker of {role}"))
        following = events(client)
        while unfinished:
            event = next(following)
            if event["kind"] == "CLAIMED":
                claimed.append(event["phase"])
            if event["kind"] == "COMPLETED":
                unfinished.remove(event["workflowId"])
    assert sorted(claimed) == sorted(2 * PHASES)


def test_the_page_names_every_signal_and_every_link_leads_somewhere() -> None:
    schema = (PROJECT / "schema/schema.graphql").read_text("utf-8")
    (signals,) = re.findall(r"^enum Signal \{(.*?)^\}", schema, flags=re.DOTALL | re.MULTILINE)
    for signal in re.findall(r"^  ([A-Z]+)$", signals, flags=re.MULTILINE):
        assert f"| {signal} |" in PAGE
    for target in re.findall(r"\]\(((?!http)[^)#]+)\)", PAGE):
        assert (PROJECT / "docs" / target).exists()
