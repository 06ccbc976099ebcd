"""Messages that no client should send over a WebSocket."""

from typing import Any

from schema.body import MAX_BODY

INIT = {"type": "connection_init"}
QUERY = "{ cursor }"
FOLLOW = "subscription { workflowEvents { id } }"


def subscribe(query: object = QUERY, identity: object = "s", **payload: Any) -> dict[str, Any]:
    """A message that asks for an operation."""
    return {"id": identity, "type": "subscribe", "payload": {"query": query, **payload}}


WRONG: dict[str, tuple[list[Any], int, str]] = {
    "no JSON": (["{"], 4400, "valid JSON"),
    "an empty message": ([""], 4400, "valid JSON"),
    "a binary message": ([b'{"type": "ping"}'], 4400, "must be text"),
    "NaN": (['{"type": NaN}'], 4400, "valid JSON"),
    "an integer of 5,000 digits": (["1" * 5000], 4400, "valid JSON"),
    "nesting without end": (["[" * 100_000], 4400, "valid JSON"),
    "a list": (["[]"], 4400, "expected a JSON object"),
    "null": (["null"], 4400, "expected a JSON object"),
    "a text": (['"connection_init"'], 4400, "expected a JSON object"),
    "no type": (["{}"], 4400, "`type` must be one of"),
    "a type that is no text": ([{"type": 1}], 4400, "`type` must be one of"),
    "a type that is a list": ([{"type": ["ping"]}], 4400, "`type` must be one of"),
    "an unknown type": ([{"type": "hello"}], 4400, "`type` must be one of"),
    "a type of the older protocol": ([{"type": "start", "id": "s", "payload": {}}], 4400, "`type` must be one of"),
    "a very long type": ([{"type": "x" * 500}], 4400, "`type` must be one of"),
    "a type that is no Unicode": ([{"type": "\ud800"}], 4400, "`type` must be one of"),
    "an init whose payload is a list": ([{**INIT, "payload": []}], 4400, "connection init payload"),
    "a second init": ([INIT, INIT], 4429, "Too many initialisation requests"),
    "an operation before init": ([subscribe()], 4401, "Unauthorized"),
    "no id": ([INIT, {"type": "subscribe", "payload": {"query": QUERY}}], 4400, "`id` of subscribe"),
    "an id that is no text": ([INIT, subscribe(identity=1)], 4400, "`id` of subscribe"),
    "an id that is a list": ([INIT, subscribe(identity=[])], 4400, "`id` of subscribe"),
    "an empty id": ([INIT, subscribe(identity="")], 4400, "`id` of subscribe"),
    "an id that is taken": ([INIT, subscribe(FOLLOW), subscribe(FOLLOW)], 4409, "Subscriber for s already exists"),
    "no payload": ([INIT, {"type": "subscribe", "id": "s"}], 4400, "`payload` must have a `query`"),
    "a payload that is a list": ([INIT, {"type": "subscribe", "id": "s", "payload": []}], 4400, "`payload` must have"),
    "a query that is no text": ([INIT, subscribe(1)], 4400, "`payload` must have a `query`, a text"),
    "variables that are a list": ([INIT, subscribe(variables=[])], 4400, "`payload.variables` must be an object"),
    "variables that are a text": ([INIT, subscribe(variables="{}")], 4400, "`payload.variables` must be an object"),
    "an operation name that is no text": ([INIT, subscribe(operationName=1)], 4400, "`payload.operationName` must be"),
    "a complete without an id": ([INIT, {"type": "complete"}], 4400, "`id` of complete"),
    "a complete whose id is a list": ([INIT, {"type": "complete", "id": []}], 4400, "`id` of complete"),
    "a message over the limit": ([INIT, subscribe(QUERY + " " * MAX_BODY)], 1009, "exceeds limit"),
}


HARMLESS: dict[str, Any] = {
    "a complete of what is not there": {"type": "complete", "id": "nothing"},
    "a pong that nobody asked for": {"type": "pong"},
    "a pong with a payload": {"type": "pong", "payload": {"a": 1}},
}


FAULTY: dict[str, tuple[dict[str, Any], str]] = {
    "a syntax error": (subscribe("{ cursor"), "Syntax Error: Expected Name, found <EOF>."),
    "a long syntax error": (subscribe(f"{{ a }} {'x' * 500}"), "Syntax Error: Unexpected Name"),
    "no Unicode": (subscribe("{ \ud800 }"), "Syntax Error: Invalid character: U+D800."),
    "an empty document": (subscribe(""), 'Request data is missing a "query" value'),
    "a blank document": (subscribe(" "), "Syntax Error: Unexpected <EOF>."),
    "no operation": (subscribe("fragment F on Query { cursor }"), "Can't get GraphQL operation type"),
    "an unknown field": (subscribe("{ nope }"), "Cannot query field 'nope' on type 'Query'."),
    "an unknown operation": (subscribe("query A { cursor }", operationName="B"), 'Unknown operation named "B".'),
    "one of two": (subscribe("query A { cursor } query B { cursor }"), "Expected `operationName` to say which"),
    "an integer of 5,000 digits": (
        subscribe(f"{{ workflows(first: {'1' * 5000}) {{ nodes {{ id }} }} }}"),
        "Expected an integer of 32 bits",
    ),
    "a wrong variable": (
        subscribe("subscription($r: Role) { handoffs(toRole: $r) { id } }", variables={"r": "X"}),
        "Variable '$r' has invalid value: Value 'X' does not exist in 'Role' enum.",
    ),
}
