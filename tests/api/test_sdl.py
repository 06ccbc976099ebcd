"""The schema that is published: complete, described, and the one in the file."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_scalar_type,
    parse,
    validate,
)

from tests.api.documents import document, mutations, schema
from tests.serving import PROJECT

Described = tuple[str, str | None]
LISTED = ("startWorkflow", "advanceWorkflow")
"""The mutations of which many can be sent as a list."""
SUCCESS = {"workflow", "event", "assignment", "replayed"}
FIELDS = {"claimWork": SUCCESS | {"claim"}, "heartbeat": {"signal", "workflow", "claim"}}
"""What the successes have; a heartbeat leaves no event, and so is no WorkflowSuccess."""


def test_the_file_schema_graphql_is_what_python_m_schema_prints() -> None:
    printed = subprocess.run([sys.executable, "-m", "schema"], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert (PROJECT / "schema/schema.graphql").read_text("utf-8") == printed.stdout


def _own_types() -> Iterator[tuple[str, object]]:
    for name, found in schema().type_map.items():
        if not is_introspection_type(found) and not is_specified_scalar_type(found):
            yield name, found


def _parts() -> Iterator[Described]:
    for name, found in _own_types():
        yield name, getattr(found, "description", None)
        match found:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for field_name, field in found.fields.items():
                    yield f"{name}.{field_name}", field.description
                    yield from ((f"{name}.{field_name}({arg}:)", item.description) for arg, item in field.args.items())
            case GraphQLInputObjectType():
                yield from ((f"{name}.{field}", item.description) for field, item in found.fields.items())
            case GraphQLEnumType():
                yield from ((f"{name}.{value}", item.description) for value, item in found.values.items())
            case _:
                pass


def test_every_type_field_argument_input_field_and_enum_value_has_a_description() -> None:
    parts = dict(_parts())
    assert len(parts) > 300
    assert [name for name, description in parts.items() if not (description or "").strip()] == []


def test_every_description_ends_as_a_sentence_does() -> None:
    wrong = [(name, text) for name, text in _parts() if text and name != "DateTime" and not text.endswith(".")]
    assert wrong == []


@pytest.mark.parametrize("name", mutations())
def test_every_mutation_takes_one_input_that_must_be_given(name: str) -> None:
    root = schema().mutation_type
    assert root is not None
    (argument,) = root.fields[name].args.items()
    assert argument[0] == "input"
    assert isinstance(argument[1].type, GraphQLNonNull)
    assert isinstance(argument[1].type.of_type, GraphQLInputObjectType)


def test_every_mutation_gives_a_union_save_those_that_take_lists() -> None:
    root = schema().mutation_type
    assert root is not None
    assert {*mutations(), *(f"{name}s" for name in LISTED)} == set(root.fields)


@pytest.mark.parametrize("name", LISTED)
def test_a_mutation_that_takes_a_list_takes_the_inputs_of_the_one_that_takes_one_and_gives_its_results(
    name: str,
) -> None:
    root = schema().mutation_type
    assert root is not None
    one, many = root.fields[name], root.fields[f"{name}s"]
    assert {key: str(argument.type) for key, argument in many.args.items()} == {
        "inputs": f"[{one.args['input'].type}]!"
    }
    assert str(many.type) == f"[{one.type}]!"


@pytest.mark.parametrize(("name", "union"), mutations().items())
def test_every_union_is_one_success_and_errors_that_implement_workflow_error(
    name: str, union: GraphQLUnionType
) -> None:
    success, *errors = union.types
    assert union.name == f"{name[0].upper()}{name[1:]}Result"
    assert success.name == union.name.removesuffix("Result") + "Success"
    assert ({"WorkflowSuccess"} if name != "heartbeat" else set()) == {each.name for each in success.interfaces}
    assert set(success.fields) == FIELDS.get(name, SUCCESS)
    assert errors
    for error in errors:
        assert error.name.endswith("Error")
        assert "WorkflowError" in {interface.name for interface in error.interfaces}
        assert str(error.fields["code"].type) == "ErrorCode!"
        assert str(error.fields["message"].type) == "String!"


@pytest.mark.parametrize("name", mutations())
def test_one_document_may_select_every_field_of_every_member_of_a_union(name: str) -> None:
    assert validate(schema(), parse(document(name))) == []


def test_every_error_code_has_an_error_type_of_its_name() -> None:
    codes = schema().type_map["ErrorCode"]
    errors = {member.name for union in mutations().values() for member in union.types[1:]}
    assert isinstance(codes, GraphQLEnumType)
    assert {f"{code.title().replace('_', '')}Error" for code in codes.values} == errors
