"""Good questions, asked in a way that does not lead to the API."""

from collections.abc import Iterator

from tests.api.bad.envelopes import START
from tests.api.bad.request import OBJECT, QUERY, Bad, asking

EVENTS = {"accept": "text/event-stream"}


def ways() -> Iterator[Bad]:
    """All of them."""
    yield from _content_types()
    yield from _methods()
    yield from _urls()
    yield from _paths()


def _content_types() -> Iterator[Bad]:
    question = asking(query=QUERY)
    for content_type in (
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        words = f"application/json, received '{content_type}'"
        yield Bad(content_type, words, question, headers={"content-type": content_type}, status=415)
    yield Bad("no content type", "application/json, received None", question, headers={}, status=415)
    upload = b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query": "{ cursor }"}\r\n--x--\r\n'
    multipart = {"content-type": "multipart/form-data; boundary=x"}
    yield Bad("an upload", "Expected the header Content-Type", upload, headers=multipart, status=415)


def _methods() -> Iterator[Bad]:
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        yield Bad(method, "GET and POST", asking(query=QUERY), method, status=405)
    for path in ("/", "/health/live", "/health/ready", "/graphql/assets/app.js"):
        yield Bad(f"POST {path}", f"POST {path}: Method Not Allowed", path=path, status=405)


def _get(name: str, words: str, **params: str) -> Bad:
    headers = {"accept": "application/json"}
    return Bad(f"GET of {name}", words, method="GET", headers=headers, params=params)


def _urls() -> Iterator[Bad]:
    mutation = {"query": f"mutation {{ {START} }}"}
    yield _get("nothing", "No GraphQL query found")
    yield _get("an empty query", "No GraphQL query found", query="")
    for name, headers in (("JSON", {"accept": "application/json"}), ("events", EVENTS)):
        words = "not allowed when using GET"
        yield Bad(f"GET of a mutation as {name}", words, b"", "GET", headers=headers, params=mutation, status=405)
    yield _get("a subscription", "A subscription needs a stream", query="subscription { workflowEvents { id } }")
    for value in ("{", '{"a": NaN}', "x"):
        yield _get(f"variables {value}", "Expected JSON", query=QUERY, variables=value)
    for value in ("[]", "null", "1"):
        yield _get(f"variables {value}", OBJECT, query=QUERY, variables=value)
    yield _get("half an extension", "Expected JSON", query=QUERY, extensions="{")
    yield _get("no hash", "`sha256Hash`", extensions='{"persistedQuery": {"version": 1}}')


def _paths() -> Iterator[Bad]:
    for path in (
        "/nowhere",
        "/graphql/nowhere",
        "/health",
        "//",
        "/graphql/assets/nowhere",
        "/graphql/assets/..%2fserver.py",
    ):
        words = f"GET {path.replace('%2f', '/')}: Not Found. The API is at /graphql."
        yield Bad(f"GET {path}", words, method="GET", path=path, headers={}, status=404)
    for path in ("/nowhere", "/graphql/nowhere", "/health"):
        yield Bad(f"POST {path}", f"POST {path}: Not Found", asking(query=QUERY), path=path, status=404)
