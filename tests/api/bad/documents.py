"""Documents that no server could carry out."""

from collections.abc import Iterator

from tests.api.bad.request import Bad, asking

TEXTS = {
    "a blank document": (" ", "Unexpected <EOF>"),
    "a comment": ("# nothing", "Unexpected <EOF>"),
    "half a document": ("{ cursor", "Expected Name, found <EOF>"),
    "NUL in a document": ("{ cur\0sor }", "Unexpected character: U+0000"),
    "a surrogate in a document": ("{ cur\ud800sor }", "Invalid character: U+D800"),
    "a surrogate in a literal": ('{ workflow(id: "\ud800") { id } }', "Invalid character within String: U+D800"),
    "an escaped surrogate": ('{ workflow(id: "\\ud800") { id } }', "Invalid Unicode escape sequence"),
}
QUESTIONS = {
    "a type definition": ("{ cursor } type A { b: Int }", "not executable"),
    "an unknown field": ("{ nope }", "Cannot query field 'nope'"),
    "an unknown argument": ("{ cursor(a: 1) }", "Unknown argument 'a'"),
    "an unknown directive": ("{ cursor @nope }", "Unknown directive '@nope'"),
    "a missing argument": ("{ workflow { id } }", "Argument 'Query.workflow(id:)' of type 'ID!' is required"),
    "a missing selection": ("{ workflows }", "must have a selection of subfields"),
    "an unused variable": ("query($a: Int) { cursor }", "Variable '$a' is never used"),
    "a cycle of fragments": ("{ ...A } fragment A on Query { ...A }", "Cannot spread fragment 'A' within itself"),
    "deferral": ("{ ... @defer { cursor } }", "Unknown directive '@defer'"),
}
LITERALS = {
    "an integer literal of 5,000 digits": (f"{{ workflows(first: {'1' * 5000}) {{ nodes {{ id }} }} }}", "of 32 bits"),
    "an integer literal of 33 bits": (f"{{ workflows(first: {2**32}) {{ nodes {{ id }} }} }}", "32-bit signed integer"),
    "1e400": ("{ workflows(first: 1e400) { nodes { id } } }", "Int cannot represent non-integer value: 1e400"),
    "an unknown enum value": ("{ role(name: TESTER) { title } }", "'TESTER' does not exist in 'Role' enum"),
    "an enum as a text": ('{ role(name: "CODE_WRITER") { title } }', "cannot represent non-enum value"),
    "a list for an id": ("{ workflow(id: []) { id } }", "ID cannot represent a non-string"),
    "null for what must be": ("{ workflow(id: null) { id } }", "Expected value of non-null type 'ID!'"),
    "no time": ('{ workflows(filter: {createdFrom: "now"}) { nodes { id } } }', "cannot represent a DateTime"),
}
NESTED = {
    "deep nesting": "{ a" * 5_000 + "}" * 5_000,
    "deep nesting in a literal": f"{{ workflow(id: {'[' * 5_000}{']' * 5_000}) {{ id }} }}",
    "deep nesting in an object literal": f"{{ workflow(id: {'{a: ' * 5_000}1{'}' * 5_000}) {{ id }} }}",
    "deep nesting in a type": f"query($a: {'[' * 5_000}Int{']' * 5_000}) {{ cursor }}",
}
LONG = {
    "a document without end": "{" + " cursor" * 100_000 + "}",
    "a subscription without end": "subscription {" + " workflowEvents" * 50_000 + "}",
    "fragments without end": "{ cursor }" + "".join(f" fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(9_000)),
}


def documents() -> Iterator[Bad]:
    """All of them."""
    for name, (document, words) in (TEXTS | QUESTIONS | LITERALS).items():
        yield Bad(name, words, asking(query=document), status=200)
    for name, document in LONG.items():
        yield Bad(name, "The request is too large", asking(query=document), status=200)
    for name, document in NESTED.items():
        yield Bad(name, "more than 40 braces and brackets", asking(query=document), status=200)
