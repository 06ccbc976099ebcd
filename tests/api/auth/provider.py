"""A provider of keys: a small HTTP server on the loopback, and what it signs with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from tests.api.auth.making import signed

ISSUED = {"AUTH_AUDIENCE": "handoff", "AUTH_ISSUER": "https://issuer.example"}


@cache
def private_key(name: str) -> Any:
    """A key of the kind with which the name begins."""
    match name.split("-", maxsplit=1)[0]:
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "weak":
            return rsa.generate_private_key(65537, 1024)
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case _:
            return ed25519.Ed25519PrivateKey.generate()


def published(name: str, **more: Any) -> dict[str, Any]:
    """The public half, as a provider shows it."""
    algorithms: dict[str, Any] = {"rsa": RSAAlgorithm, "weak": RSAAlgorithm, "p256": ECAlgorithm, "p384": ECAlgorithm}
    algorithm = algorithms.get(name.split("-", maxsplit=1)[0], OKPAlgorithm)
    public = algorithm.to_jwk(private_key(name).public_key(), as_dict=True)
    return {**public, "kid": name, **more}


def issued(name: str, algorithm: str, kid: str | None = None, **more: Any) -> str:
    """A token signed with the key of this name."""
    headers = {"kid": name if kid is None else kid}
    return signed(private_key(name), algorithm, headers, iss=ISSUED["AUTH_ISSUER"], **more)


@dataclass(slots=True)
class Provider:
    """What it shows at `url`, how often it was asked, and whether it answers at all."""

    url: str = ""
    keys: object = field(default_factory=list)
    status: int = 200
    asked: int = 0
    answering: Event = field(default_factory=Event)


@contextmanager
def provider(*names: str) -> Iterator[Provider]:
    """A provider of these keys, until the end of the block."""
    found = Provider(keys=[published(name) for name in names])
    found.answering.set()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked += 1
            found.answering.wait(30)
            body = json.dumps({"keys": found.keys}).encode()
            self.send_response(found.status)
            self.send_header("content-length", str(len(body)))
            self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/keys"
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            found.answering.set()
            server.shutdown()
            thread.join()
