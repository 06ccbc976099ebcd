"""Nothing that a client says makes a line of the log, or moves a reader's cursor."""

import json
import re
from urllib.parse import quote

from tests.hostile.http_cases import GET, ask
from tests.hostile.target import Target
from tests.hostile.wire import HANDSHAKE, exchange, farewell

FORGED = "x\r\nERROR forged: line\n{}\x1b[2J\x1b]0;t\x07\x85\x9b31m\u2028\u202e\0"
LATIN = b"x\x85\x9b31m"
LINE = re.compile(r"(DEBUG|INFO|WARNING) [a-z.]+: |Handoff serves on |  GraphiQL, |  Is it ready\?")
START = "mutation %s($input: StartWorkflowInput!) { startWorkflow(input: $input) { __typename } }"


def talk(target: Target) -> None:
    """Put hostile text wherever text goes."""
    texts = {"projectId": FORGED, "buildId": FORGED, "title": FORGED, "requirements": FORGED}
    for given in (texts, {name: text.replace("\0", "") for name, text in texts.items()}):
        for name in (None, "A", FORGED):
            body = {"query": START % "A", "variables": {"input": given}, "operationName": name}
            target.http.post("/graphql", json=body)
    target.http.post("/graphql", json={"query": f"{{ {FORGED} }}"})
    target.http.post("/graphql", json={"query": f'{{ workflow(id: "{quote(FORGED)}") {{ id }} }}'})
    for path in (quote(FORGED), "graphql?" + quote(FORGED), "graphql/assets/" + quote(FORGED)):
        exchange(target.url, ask(b"/" + path.encode()))
        exchange(target.url, HANDSHAKE.replace(b"/graphql", b"/" + path.encode()) + b"\r\n")
    for header in (
        b"X-Request-Id",
        b"X-Forwarded-For",
        b"Origin",
        b"User-Agent",
        b"traceparent",
        b"X\x1b",
        b"Content-Type",
    ):
        exchange(target.url, GET + header + b": " + LATIN + b"\r\n\r\n")
        exchange(target.url, HANDSHAKE + header + b": " + LATIN + b"\r\n\r\n")
    exchange(target.url, HANDSHAKE.replace(b"Host: x", b"Host: " + LATIN) + b"Origin: http://evil\r\n\r\n")
    farewell(target.url, FORGED.encode())


def news(target: Target) -> str:
    """What the server logs when it is talked to like that."""
    before = len(target.log.read_bytes())
    talk(target)
    target.cursor()
    return target.log.read_bytes()[before:].decode()


def test_each_line_for_people_is_one_of_the_servers_and_has_nothing_but_print(target: Target) -> None:
    lines = news(target).split("\n")[:-1]
    assert len(lines) > 20
    assert [line for line in lines if not LINE.match(line)] == []
    assert [line for line in lines if not line.isprintable()] == []


def test_each_line_of_json_is_one_object_in_ascii(json_target: Target) -> None:
    text = news(json_target)
    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    assert len(lines) > 20
    assert text.replace("\n", "").isascii()
    assert text.replace("\n", "").isprintable()
    assert {line["level"] for line in lines} <= {"DEBUG", "INFO", "WARNING"}
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
