"""Requests as bytes, and the status of the answer; a status of 0 is a connection closed without one."""

import json

from tests.hostile.wire import HANDSHAKE

QUESTION = b'{"query":"{ cursor }"}'
JSON_TYPE = b"Content-Type: application/json\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
LARGE_CHUNK = b"f0000\r\n" + b" " * 0xF0000 + b"\r\n"
GET = b"GET /graphql?query=%7Bcursor%7D HTTP/1.1\r\nHost: localhost\r\n"
CHUNKS = b"16\r\n" + QUESTION + b"\r\n0\r\n"


def post(headers: bytes = b"", body: bytes = QUESTION, *, kind: bytes = JSON_TYPE, version: bytes = b"1.1") -> bytes:
    """A POST with whatever headers, and no length of its own."""
    return b"POST /graphql HTTP/%b\r\nHost: localhost\r\n%b%b\r\n%b" % (version, kind, headers, body)


def sized(headers: bytes = b"", body: bytes = QUESTION, kind: bytes = JSON_TYPE) -> bytes:
    """A POST with its length."""
    return post(b"Content-Length: %d\r\n%b" % (len(body), headers), body, kind=kind)


def typed(kind: bytes) -> bytes:
    """A POST of another type."""
    return sized(kind=b"Content-Type: " + kind + b"\r\n")


def ask(path: bytes, method: bytes = b"GET", headers: bytes = b"") -> bytes:
    """A request without a body."""
    return b"%b %b HTTP/1.1\r\nHost: localhost\r\n%b\r\n" % (method, path, headers)


SMUGGLED = {
    "two lengths that agree": sized(b"Content-Length: 22\r\n"),
    "two lengths that differ": sized(b"Content-Length: 3\r\n"),
    "a list of lengths": post(b"Content-Length: 22, 22\r\n"),
    "a length below zero": post(b"Content-Length: -1\r\n"),
    "a length with a sign": post(b"Content-Length: +22\r\n"),
    "a length in hexadecimal": post(b"Content-Length: 0x16\r\n"),
    "a length without end": post(b"Content-Length: 99999999999999999999999\r\n"),
    "a length and chunks": sized(CHUNKED),
    "chunks after a length": sized(CHUNKED, b"0\r\n\r\n"),
    "chunked twice": post(CHUNKED + CHUNKED, CHUNKS + b"\r\n"),
    "chunked, then as it is": post(b"Transfer-Encoding: chunked, identity\r\n", CHUNKS + b"\r\n"),
    "chunked in a way nobody knows": post(b"Transfer-Encoding: xchunked\r\n", CHUNKS + b"\r\n"),
    "compressed and chunked": post(b"Transfer-Encoding: gzip, chunked\r\n", CHUNKS + b"\r\n"),
    "a space before the colon": post(b"Transfer-Encoding : chunked\r\n", CHUNKS + b"\r\n"),
    "a tabulator before the value": post(b"Transfer-Encoding: \x0bchunked\r\n", CHUNKS + b"\r\n"),
    "chunks in HTTP/1.0": post(CHUNKED, CHUNKS + b"\r\n", version=b"1.0"),
    "a chunk below zero": post(CHUNKED, b"-1\r\n"),
    "a chunk of no number": post(CHUNKED, b"zz\r\n"),
    "a chunk without end": post(CHUNKED, b"fffffffffffffffff\r\n"),
    "chunks with bare line feeds": post(CHUNKED, CHUNKS.replace(b"\r\n", b"\n") + b"\n"),
    "a chunk that is longer than it says": post(CHUNKED, CHUNKS.replace(b"16", b"5") + b"\r\n"),
    "lines with bare line feeds": sized().replace(b"\r\n", b"\n"),
    "lines with bare carriage returns": sized().replace(b"\r\n", b"\r"),
    "a handshake behind a request": sized() + HANDSHAKE + b"\r\n",
    "two hosts": GET + b"Host: y\r\n\r\n",
    "a folded header": GET + b"X: a\r\n b\r\n\r\n",
    "a header in a header": GET + b"X: a\rSet-Cookie: b\r\n\r\n",
}
GARBLED = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 5 + b"\r\n\r\n",
    "nothing but NUL": bytes(100),
    "NUL in a header": GET + b"X: a\0b\r\n\r\n",
    "an escape in a header": GET + b"X: a\x1b[2Jb\r\n\r\n",
    "a space in a header's name": GET + b"X Y: a\r\n\r\n",
    "a header without a colon": GET + b"XY\r\n\r\n",
    "a header without a name": GET + b": a\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/3.7": GET.replace(b"1.1", b"3.7") + b"\r\n",
    "HTTP/0.9": b"GET /graphql\r\n\r\n",
    "a tunnel": ask(b"x:443", b"CONNECT"),
    "an unknown method": ask(b"/graphql", b"FROB"),
    "a method in small letters": ask(b"/graphql", b"get"),
    "a method without end": ask(b"/graphql", b"A" * 100_000),
    "bytes in a path": ask(b"/gr\xc3\xa4ph"),
    "bytes in a query": ask(b"/graphql?query=\xff"),
    "NUL in a path": ask(b"/a\0b"),
    "an escape in a path": ask(b"/a\x1bb"),
    "parameters by the thousand": ask(b"/graphql?" + b"a&" * 8000),
    "bytes that are no JSON": sized(body=b"\xff\xfe" * 10),
    "a batch": sized(body=b"[" + QUESTION + b"," + QUESTION + b"]"),
    "a batch that is empty": sized(body=b"[]"),
    "a body for an upgrade to HTTP/2": sized(b"Connection: Upgrade\r\nUpgrade: h2c\r\n"),
}
LARGE = {
    "a header that is too large": GET + b"X: " + b"a" * 70_000 + b"\r\n\r\n",
    "a header without end": GET + b"X: " + b"a" * 700_000,
    "a header's name without end": GET + b"X" * 700_000,
    "many headers": GET + b"X: a\r\n" * 101 + b"\r\n",
    "headers without end": GET + b"X: a\r\n" * 100_000,
    "empty lines without end": b"\r\n" * 200_000,
    "a chunk with an extension without end": post(CHUNKED, b"16;" + b"a" * 300_000),
    "a trailer without end": post(CHUNKED, CHUNKS + b"X: " + b"a" * 300_000),
    "many trailers": post(CHUNKED, CHUNKS + b"X: a\r\n" * 200 + b"\r\n"),
}
LONG = {
    "a long path": ask(b"/" + b"a" * 20_000),
    "a path without end": b"GET /" + b"a" * 300_000,
    "a long query": ask(b"/graphql?query=" + b"%20" * 6000 + b"{cursor}"),
}
WRONG_PATHS = {
    "NUL in a path, escaped": b"/a%00b",
    "lines in a path, escaped": b"/a%0d%0aSet-Cookie:%20b",
    "bytes in a path, escaped": b"/a%zz%c3%28%ff",
    "a way out": b"/graphql/assets/../../../../etc/passwd",
    "a way out, escaped": b"/graphql/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "a way out, escaped twice": b"/graphql/assets/%252e%252e/pyproject.toml",
    "a way out, with backslashes": b"/graphql/assets/..%5c..%5cpyproject.toml",
    "NUL in a file's name": b"/graphql/assets/app.js%00.css",
    "a file's name without end": b"/graphql/assets/" + b"a" * 10_000,
    "a folder": b"/graphql/assets/examples",
}
MUTATION = b"/graphql?query=mutation%20%7B%20cursor%20%7D"
WRONG_TYPES = {
    "UTF-16": typed(b"application/json; charset=utf-16"),
    "a charset in a riddle": typed(b"application/json; charset*=x''%ff"),
    "a charset of bytes": typed(b"application/json; charset=\xff"),
    "JSON hidden in plain text": typed(b"text/plain; a=application/json"),
    "a form": typed(b"application/x-www-form-urlencoded"),
    "an upload": typed(b"multipart/form-data; boundary=x"),
    "a type that is no type": typed(b";"),
    "an empty type": typed(b""),
    "a compressed body": sized(b"Content-Encoding: gzip\r\n", b"\x1f\x8b\x08" + bytes(30)),
    "a body compressed in an unknown way": sized(b"Content-Encoding: x\r\n"),
}
BODIES = {
    "the name of an operation that is no Unicode": b'{"query":"{ cursor }","operationName":"\\ud800"}',
    "NaN": b'{"query":"{ cursor }","variables":{"a":NaN}}',
    "an integer of 5,000 digits": b'{"query":"{ cursor }","variables":{"a":%b}}' % (b"1" * 5000),
    "lists without end": b'{"query":"{ cursor }","variables":{"a":%b' % (b"[" * 300_000),
    "objects without end": b'{"query":"{ cursor }","variables":%b' % (b'{"a":' * 150_000),
    "NUL in JSON": b'{"query":"{ cursor }\0"}',
}
START = "mutation($i: StartWorkflowInput!) { answer: startWorkflow(input: $i) { __typename } }"
GOOD = {"projectId": "p", "buildId": "b", "title": "T", "requirements": "R"}
VALUES = {
    f"{name} in {field}": sized(body=json.dumps({"query": START, "variables": {"i": GOOD | {field: text}}}).encode())
    for name, text in {
        "NUL": "a\0b",
        "a lone surrogate": "a\ud800",
        "half a pair": "\udfff\ud800",
        "too much": "x" * 300_000,
    }.items()
    for field in GOOD
}
METHODS = {method: ask(b"/graphql", method.encode()) for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")}
HARMLESS = {
    "a header of bytes": GET + b"X: \xff\xfe\r\n\r\n",
    "another place's URL": ask(b"http://evil/graphql?query=%7Bcursor%7D"),
    "empty lines before a request": b"\r\n" * 20 + GET + b"\r\n",
    "an upgrade to HTTP/2": GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n",
    "a trailer": post(CHUNKED, CHUNKS + b"X: a\r\n\r\n"),
    "chunks": post(CHUNKED, CHUNKS + b"\r\n"),
    "an unknown expectation": sized(b"Expect: 200-ok\r\n"),
    "an origin that is none": sized(b"Origin: http://[::\r\n"),
    "accepts that are none": sized(b"Accept: ;;;,,,q=\r\n"),
    "a trace that is none": sized(b"traceparent: zz\r\n"),
    "an id that is none": sized(b"X-Request-Id: a\tb\r\n"),
    "a client that is none": sized(b"X-Forwarded-For: \xff, , ]\r\nX-Forwarded-Proto: javascript\r\n"),
    "HEAD": ask(b"/graphql?query=%7Bcursor%7D", b"HEAD"),
    "requests one after the other": (GET + b"\r\n") * 3,
}
HANDSHAKES = {
    "no key": HANDSHAKE.replace(b"Sec-WebSocket-Key", b"X-Key"),
    "a key that is none": HANDSHAKE.replace(b"Key: ", b"Key: !"),
    "an unknown version": HANDSHAKE.replace(b"13", b"99"),
    "a long header": HANDSHAKE + b"X: " + b"a" * 9000 + b"\r\n",
    "a body": HANDSHAKE + b"Content-Length: 5\r\n",
    "chunks": HANDSHAKE + CHUNKED,
    "bytes in its path": HANDSHAKE.replace(b"/graphql", b"/gr\xffphql"),
    "bytes in its query": HANDSHAKE.replace(b"/graphql", b"/graphql?\xff"),
    "a long query": HANDSHAKE.replace(b"/graphql", b"/graphql?" + b"a" * 10_000),
    "a protocol of bytes": HANDSHAKE.replace(b"graphql-transport-ws", b",,\xff,"),
}
ELSEWHERE = {
    "another path": HANDSHAKE.replace(b"/graphql", b"/nope"),
    "a file": HANDSHAKE.replace(b"/graphql", b"/graphql/assets/app.js"),
    "another origin": HANDSHAKE + b"Origin: http://evil\r\n",
    "an origin that is none": HANDSHAKE + b"Origin: http://[\r\n",
}


def cases() -> dict[str, tuple[bytes, int]]:
    """All of them."""
    found = {name: (data, 400) for name, data in (SMUGGLED | GARBLED).items()}
    found |= {name: (data, 431) for name, data in LARGE.items()}
    found |= {name: (data, 414) for name, data in LONG.items()}
    found |= {name: (ask(path), 404) for name, path in WRONG_PATHS.items()}
    found |= {name: (data, 415) for name, data in WRONG_TYPES.items()}
    found |= {name: (sized(body=body), 400) for name, body in BODIES.items()}
    found |= {name: (data, 405) for name, data in METHODS.items()}
    found |= {f"a mutation by {method}": (ask(MUTATION, method.encode()), 405) for method in ("GET", "HEAD")}
    found |= {name: (data, 200) for name, data in (HARMLESS | VALUES).items()}
    found |= {f"a handshake with {name}": (data + b"\r\n", 400) for name, data in HANDSHAKES.items()}
    found |= {f"a handshake from or for {name}": (data + b"\r\n", 403) for name, data in ELSEWHERE.items()}
    return found | {
        "a handshake for another host": (HANDSHAKE.replace(b"localhost", b"evil.example") + b"\r\n", 421),
        "OPTIONS": (ask(b"/graphql", b"OPTIONS"), 204),
        "a handshake by POST": (HANDSHAKE.replace(b"GET", b"POST") + b"\r\n", 405),
        "a body that is too large": (sized(body=b" " * (1 << 20) + QUESTION), 413),
        "chunks that are too large": (post(CHUNKED, LARGE_CHUNK + b"1\r\n \r\n" * 80_000), 413),
        "requests by the thousand": ((GET + b"\r\n") * 5000, 0),
    }
