"""Tokens that a provider signs, over the wire."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial

import httpx
import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from db.embedded import EmbeddedPostgres
from schema.close_codes import FORBIDDEN, TRY_AGAIN_LATER
from tests.api.auth.conftest import served
from tests.api.auth.making import bearer, by_hand, claims, signed
from tests.api.auth.provider import ISSUED, Provider, issued, private_key, provider, published
from tests.api.auth.test_http import ask
from tests.api.auth.test_socket import QUERY, init
from tests.api.conftest import Running
from tests.api.sockets import raw_socket

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMES = ("rsa-1", "p256-1", "ed-1", "weak-1", "p384-1")


@pytest.fixture(scope="module")
def source() -> Iterator[Provider]:
    """A provider of a key of each kind."""
    with provider(*NAMES) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trusting(postgres: EmbeddedPostgres, source: Provider) -> AsyncIterator[Running]:
    """A server that trusts this provider."""
    async with served(postgres, "trusting", AUTH_JWKS_URL=source.url, **ISSUED) as running:
        yield running


@pytest.mark.parametrize(
    ("name", "algorithm"), [("rsa-1", "RS256"), ("rsa-1", "PS256"), ("p256-1", "ES256"), ("ed-1", "EdDSA")]
)
async def test_a_token_of_the_provider_is_let_in(trusting: Running, name: str, algorithm: str) -> None:
    assert (await ask(trusting.url, bearer(issued(name, algorithm)))).status_code == 200


def confused(form: PublicFormat) -> str:
    """A token whose secret is the provider's public key, which everybody knows."""
    public = private_key("rsa-1").public_key().public_bytes(Encoding.PEM, form)
    algorithm = jwt.get_algorithm_by_name("HS256")
    head, body, _ = by_hand({"alg": "HS256", "kid": "rsa-1"}, claims(iss=ISSUED["AUTH_ISSUER"])).split(".")
    signature = algorithm.sign(f"{head}.{body}".encode(), public)
    return f"{head}.{body}.{jwt.utils.base64url_encode(signature).decode()}"


WRONG: dict[str, tuple[Callable[[], str], str]] = {
    "the public key as a secret": (partial(confused, PublicFormat.SubjectPublicKeyInfo), "received one by"),
    "the public key as a secret, in another form": (partial(confused, PublicFormat.PKCS1), "received one by"),
    "a secret of our own": (partial(signed, iss=ISSUED["AUTH_ISSUER"]), "received one by"),
    "no signature": (partial(by_hand, {"alg": "none", "kid": "rsa-1"}, claims()), "received one by"),
    "another hash": (partial(issued, "rsa-1", "RS512"), "received one by"),
    "another curve": (partial(issued, "p384-1", "ES384"), "received one by"),
    "another key of the same kind": (partial(issued, "rsa-9", "RS256", kid="rsa-1"), "another key"),
    "an unknown key": (partial(issued, "rsa-9", "RS256"), "`kid`"),
    "a key of another kind": (partial(issued, "rsa-1", "RS256", kid="p256-1"), "`kid`"),
    "a weak key": (partial(issued, "weak-1", "RS256"), "too weak"),
    "expired": (partial(issued, "rsa-1", "RS256", exp=1_000_000_000), "has expired (2001-09-09 01:46:40 UTC)"),
}


@pytest.mark.parametrize(("make", "words"), WRONG.values(), ids=WRONG.keys())
async def test_a_token_that_the_provider_did_not_sign_is_not(
    trusting: Running, make: Callable[[], str], words: str
) -> None:
    token = make()
    answer = await ask(trusting.url, bearer(token))
    assert answer.status_code == 401
    assert words in answer.json()["errors"][0]["message"]
    async with raw_socket(trusting.url) as live:
        await live.send(init(bearer(token)))
        assert (await live.closed())[0] == FORBIDDEN


async def test_a_storm_of_unknown_keys_leaves_the_provider_alone(trusting: Running, source: Provider) -> None:
    await ask(trusting.url, bearer(issued("rsa-1", "RS256")))
    before = source.asked
    tokens = [bearer(issued("rsa-1", "RS256", kid=f"unknown-{number}")) for number in range(30)]
    answers = await asyncio.gather(*(ask(trusting.url, token) for token in tokens))
    assert {answer.status_code for answer in answers} == {401}
    assert source.asked <= before + 1


async def test_while_no_key_can_be_had_the_answer_is_503_and_1013_and_messages_wait_in_order(
    postgres: EmbeddedPostgres,
) -> None:
    token = bearer(issued("rsa-1", "RS256"))
    with provider() as source:
        async with served(postgres, "waiting", AUTH_JWKS_URL=source.url, **ISSUED) as running:
            source.answering.clear()
            async with raw_socket(running.url) as live:
                await live.send(init(token))
                await live.subscribe("q", QUERY)
                await live.send({"type": "ping"})
                answer = asyncio.create_task(ask(running.url, token, timeout=30))
                while not source.asked:  # noqa: ASYNC110 - it is asked in another thread
                    await asyncio.sleep(0.01)
                assert not answer.done()
                source.answering.set()
                _is_unavailable(await answer)
                assert (await live.closed())[0] == TRY_AGAIN_LATER


async def test_messages_wait_in_order_for_the_keys(postgres: EmbeddedPostgres) -> None:
    with provider("rsa-1") as source:
        source.answering.clear()
        async with (
            served(postgres, "ordered", AUTH_JWKS_URL=source.url, **ISSUED) as running,
            raw_socket(running.url) as live,
        ):
            await live.send(init(bearer(issued("rsa-1", "RS256"))))
            await live.subscribe("q", QUERY)
            while not source.asked:  # noqa: ASYNC110 - it is asked in another thread
                await asyncio.sleep(0.01)
            source.keys = [published("rsa-1")]
            source.answering.set()
            assert await live.receive() == {"type": "connection_ack"}
            assert await live.next("q") == {"__typename": "Query"}


def _is_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["retry-after"].isdigit()
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "UNAVAILABLE"}
    assert "provider" in error["message"]
