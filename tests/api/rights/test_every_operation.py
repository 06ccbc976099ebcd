"""The tables of these tests leave no operation out."""

from tests.api.rights.operations import LISTS, MUTATIONS, QUERIES, SAME_FOR_ALL, SUBSCRIPTIONS, root_fields
from tests.api.rights.test_acting import MAY


def test_every_operation_has_a_rule() -> None:
    assert root_fields() == {
        "query": QUERIES.keys() | SAME_FOR_ALL.keys(),
        "mutation": MUTATIONS.keys(),
        "subscription": SUBSCRIPTIONS.keys(),
    }


def test_every_mutation_says_who_may_ask_for_it() -> None:
    assert root_fields()["mutation"] == MAY.keys() | LISTS.keys()
    assert {name.removesuffix("s") for name in LISTS} <= MAY.keys()
