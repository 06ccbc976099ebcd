"""What we rely on in uvicorn and say of it; a new one that differs is noticed here."""

import ast
import inspect
from pathlib import Path

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from schema.serving.frames import GuardedFrames
from schema.serving.http import HttpProtocol
from schema.serving.sockets import WebSocketProtocol

PAIRS = [
    (HttpProtocol, HttpToolsProtocol),
    (GuardedFrames, WebSocketsSansIOProtocol),
    (WebSocketProtocol, GuardedFrames),
]
OURS = {
    "_wait",
    "_wait_no_more",
    "_late",
    "_refuse",
    "_answer",
    "_stop",
    "_is_clear",
    "_hang_up",
    "_in_time",
    "_end",
    "text_now",
    "_is_idle",
    "_shed",
    "_linger",
    "_has_room",
}


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_every_method_that_we_override_is_there_and_takes_the_same(ours: type, theirs: type) -> None:
    methods = {name: found for name, found in vars(ours).items() if inspect.isfunction(found)}
    for name in methods.keys() - OURS:
        expected = list(inspect.signature(getattr(theirs, name)).parameters)
        assert list(inspect.signature(methods[name]).parameters) == expected, name


def test_every_method_that_we_override_is_called_by_uvicorn_itself() -> None:
    source = inspect.getsource(HttpToolsProtocol)
    assert "self.send_400_response(msg)" in source
    assert "self.handle_websocket_upgrade()" in source
    assert source.count("self._start_asgi_task(") == 2
    source = inspect.getsource(WebSocketsSansIOProtocol)
    for call in ("handle_ping()", "handle_pong(event)", "handle_cont(event)", "send_receive_event_to_app()"):
        assert f"self.{call}" in source


@pytest.mark.parametrize(
    ("ours", "theirs"), [*PAIRS[:2], (WebSocketProtocol, WebSocketsSansIOProtocol)], ids=["http", "frames", "sockets"]
)
def test_every_attribute_that_we_use_is_made_by_uvicorn(ours: type, theirs: type) -> None:
    tree = ast.parse(Path(inspect.getfile(ours)).read_text())
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    made = inspect.getsource(theirs)
    for name in used - set(vars(ours)):
        assert f"self.{name}" in made or hasattr(theirs, name), name
    cycle = inspect.getsource(RequestResponseCycle.__init__)
    for name in ("disconnected", "response_started", "response_complete", "message_event"):
        assert f"self.{name} = " in cycle
