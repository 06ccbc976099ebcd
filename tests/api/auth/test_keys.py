"""The keys of a provider: when it is asked for them, and what happens when it does not answer."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest

from schema.serving.auth.admission import NoKeysError
from schema.serving.auth.keys import KeySet
from tests.api.auth.provider import Provider, provider, published


@pytest.fixture
def source() -> Iterator[Provider]:
    """A provider of one key."""
    with provider("rsa-1") as found:
        yield found


async def test_keys_are_asked_for_once_and_kept(source: Provider) -> None:
    keys = KeySet(source.url)
    for _ in range(5):
        assert await keys.find("rsa-1", "RS256") is not None
        assert await keys.find("rsa-1", "PS256") is not None
    assert source.asked == 1


async def test_who_needs_them_at_the_same_time_shares_one_request(source: Provider) -> None:
    keys = KeySet(source.url)
    found = await asyncio.gather(*(keys.find("rsa-1", "RS256") for _ in range(50)))
    assert None not in found
    assert source.asked == 1


async def test_a_storm_of_unknown_keys_asks_once(source: Provider) -> None:
    keys = KeySet(source.url)
    found = await asyncio.gather(*(keys.find(uuid4().hex, "RS256") for _ in range(200)))
    assert set(found) == {None}
    assert source.asked == 1


async def test_a_new_key_is_found_after_the_pause_and_an_old_one_is_gone(source: Provider) -> None:
    keys = KeySet(source.url, pause=0)
    assert await keys.find("rsa-1", "RS256") is not None
    source.keys = [published("rsa-2")]
    assert await keys.find("rsa-1", "RS256") is not None
    assert await keys.find("rsa-2", "RS256") is not None
    assert await keys.find("rsa-1", "RS256") is None


async def test_a_new_key_is_not_looked_for_within_the_pause(source: Provider) -> None:
    keys = KeySet(source.url)
    assert await keys.find("rsa-1", "RS256") is not None
    source.keys = [published("rsa-2")]
    assert await keys.find("rsa-2", "RS256") is None
    assert source.asked == 1


async def test_keys_that_are_old_are_asked_for_again(source: Provider) -> None:
    keys = KeySet(source.url, lifetime=0, pause=0)
    assert await keys.find("rsa-1", "RS256") is not None
    source.keys = [published("p256-1")]
    assert await keys.find("rsa-1", "RS256") is None


@pytest.mark.parametrize("status", [500, 404, 302])
async def test_a_provider_that_fails_leaves_the_keys_that_there_are(source: Provider, status: int) -> None:
    keys = KeySet(source.url, lifetime=0, pause=0)
    assert await keys.find("rsa-1", "RS256") is not None
    source.status = status
    assert await keys.find("rsa-1", "RS256") is not None
    assert source.asked > 1


@pytest.mark.parametrize("answer", ["nonsense", None, {}, [], [1], [{"kty": "oct", "k": "c2VjcmV0", "kid": "rsa-1"}]])
async def test_without_a_key_nothing_can_be_said_of_a_token(source: Provider, answer: object) -> None:
    source.keys = answer
    with pytest.raises(NoKeysError):
        await KeySet(source.url).find("rsa-1", "RS256")


async def test_a_provider_that_is_away_is_asked_again_after_a_while_only(source: Provider) -> None:
    source.status = 500
    keys, patient = KeySet(source.url, retry=0), KeySet(source.url)
    for _ in range(3):
        with pytest.raises(NoKeysError):
            await patient.find("rsa-1", "RS256")
    assert source.asked == 1
    with pytest.raises(NoKeysError):
        await keys.find("rsa-1", "RS256")
    source.status = 200
    assert await keys.find("rsa-1", "RS256") is not None


async def test_a_provider_that_is_slow_is_waited_for_and_others_are_served_meanwhile(source: Provider) -> None:
    source.answering.clear()
    keys = KeySet(source.url)
    waiting = [asyncio.create_task(keys.find("rsa-1", "RS256")) for _ in range(3)]
    await asyncio.to_thread(_wait_until_asked, source)
    assert not any(task.done() for task in waiting)
    waiting[0].cancel()
    source.answering.set()
    _, *found = await asyncio.gather(*waiting, return_exceptions=True)
    assert len({id(key) for key in found}) == 1
    assert source.asked == 1


def _wait_until_asked(source: Provider) -> None:
    while not source.asked:
        source.answering.wait(0.01)


async def test_a_key_is_for_what_its_type_and_its_words_allow() -> None:
    with provider() as source:
        source.keys = [
            published("rsa-1", alg="PS256"),
            published("rsa-2", use="enc"),
            published("p256-1"),
            published("p384-1"),
            published("ed-1", use="sig"),
            {"kty": "RSA", "kid": "broken"},
            {"kty": ["RSA"], "kid": "a list"},
            {"kty": "RSA", "n": 5, "e": None, "kid": "a number"},
            published("rsa-3", use=["sig"]),
            published("rsa-4", alg=["RS256"]),
            published("rsa-5", kid=["rsa-5"], alg="none"),
            {"kid": "no type"},
            {"kty": "oct", "k": "c2VjcmV0", "kid": "secret", "alg": "HS256"},
        ]
        keys = KeySet(source.url)
        names = ("rsa-1", "rsa-2", "p256-1", "p384-1", "ed-1", "broken", "a list", "no type", "secret")
        found = {
            (name, algorithm)
            for name in names
            for algorithm in ("RS256", "PS256", "ES256", "EdDSA", "HS256")
            if await keys.find(name, algorithm) is not None
        }
        assert found - {("p384-1", "ES256")} == {("rsa-1", "PS256"), ("p256-1", "ES256"), ("ed-1", "EdDSA")}
        assert await keys.find(None, "EdDSA") is not None


async def test_without_a_kid_a_key_must_be_the_only_one() -> None:
    with provider("rsa-1", "rsa-2", "ed-1") as source:
        keys = KeySet(source.url)
        assert await keys.find(None, "RS256") is None
        assert await keys.find(None, "EdDSA") is not None
