"""Tokens lead back to the claim they were given for, and nobody can make one."""

import base64
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.tokens import BadTokenError, ClaimTokens
from domain.vocabulary import WorkflowId

steady = settings(deadline=None, derandomize=True)
LOG = ClaimTokens(b"a secret of thirty-two bytes....")
OTHER = ClaimTokens(b"the secret of another log.......")
IDS = st.uuids().map(lambda identity: WorkflowId(str(identity)))
NUMBERS = st.integers(1, 2**63 - 1)
TOKENS = st.builds(LOG.write, IDS, NUMBERS)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def refused(token: str) -> None:
    """`token` must not be read."""
    with pytest.raises(BadTokenError):
        LOG.read(token)


@steady
@given(IDS, NUMBERS)
@example(WorkflowId(str(UUID(int=0))), 1)
@example(WorkflowId(str(UUID(int=2**128 - 1))), 2**63 - 1)
def test_a_token_leads_back_to_its_claim(workflow_id: WorkflowId, number: int) -> None:
    assert LOG.read(LOG.write(workflow_id, number)) == (workflow_id, number)


@steady
@given(TOKENS)
def test_a_token_is_a_plain_word_for_a_url(token: str) -> None:
    assert set(token) <= set(LETTERS)
    assert len(token) == 54


@steady
@given(IDS, NUMBERS, NUMBERS)
def test_claims_have_different_tokens(workflow_id: WorkflowId, one: int, two: int) -> None:
    assert (LOG.write(workflow_id, one) == LOG.write(workflow_id, two)) == (one == two)


@steady
@given(TOKENS, st.data())
def test_a_token_in_which_any_character_was_changed_is_refused(token: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from(LETTERS).filter(lambda letter: letter != token[place]))
    refused(token[:place] + other + token[place + 1 :])


@steady
@given(TOKENS, st.integers(0, 39), st.integers(1, 255))
def test_a_token_in_which_any_byte_was_changed_is_refused(token: str, place: int, change: int) -> None:
    content = bytearray(base64.urlsafe_b64decode(token + "=="))
    content[place] ^= change
    refused(base64.urlsafe_b64encode(content).decode().rstrip("="))


@steady
@given(IDS, NUMBERS)
def test_a_token_of_another_log_is_refused(workflow_id: WorkflowId, number: int) -> None:
    refused(OTHER.write(workflow_id, number))


@steady
@given(TOKENS, st.binary(min_size=1, max_size=30), st.integers(0, 53))
def test_a_token_of_another_length_is_refused(token: str, more: bytes, length: int) -> None:
    content = base64.urlsafe_b64decode(token + "==")
    refused(token[:length])
    refused(base64.urlsafe_b64encode(content + more).decode().rstrip("="))
    refused(base64.urlsafe_b64encode(more + content).decode().rstrip("="))


@steady
@given(TOKENS)
def test_another_way_to_write_a_token_is_refused(token: str) -> None:
    for other in (f"{token}==", f"{token}=", f" {token}", f"{token}\n", f"{token[:5]}\n{token[5:]}", f"{token}%"):
        refused(other)
    plain = token.replace("-", "+").replace("_", "/")
    if plain != token:
        refused(plain)


JUNK = ["", "=", "====", "a", "é", "\0", "\ud800", "START", "A" * 54, "A" * 100_000, "٣" * 54, "🎩" * 54]


@pytest.mark.parametrize("token", JUNK, ids=range(len(JUNK)))
def test_junk_is_refused(token: str) -> None:
    refused(token)


@steady
@given(
    st.text() | st.text(LETTERS, max_size=60) | st.binary().map(lambda junk: base64.urlsafe_b64encode(junk).decode())
)
def test_any_text_is_refused(token: str) -> None:
    refused(token)


def test_the_secret_is_not_shown() -> None:
    assert "secret" not in repr(LOG)
