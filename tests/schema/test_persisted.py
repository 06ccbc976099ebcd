"""How many texts are remembered for their hashes."""

from hashlib import sha256

import pytest
from cross_web import HTTPException

from schema.api import api
from schema.persisted import PersistedTexts, TextNotFoundError

TEXTS = [f"query Q{number} {{ cursor }}" for number in range(10)]
SIZE = len(TEXTS[0])


def texts(number: int = 1000, size: int = 1_000_000) -> PersistedTexts:
    return PersistedTexts(api._schema, texts=number, size=size)


def ask(remembered: PersistedTexts, text: str, *, whole: bool = False) -> str | None:
    """What the hash of `text` means, sent with it or alone."""
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}
    return remembered.meant(extensions, text if whole else None, None, None)


def known(remembered: PersistedTexts) -> list[str]:
    """Those of TEXTS that are remembered; they count as asked for."""
    found = []
    for text in TEXTS:
        try:
            assert ask(remembered, text) == text
            found.append(text)
        except TextNotFoundError:
            continue
    return found


@pytest.mark.parametrize("bounds", [{"number": 3}, {"size": 3 * SIZE}, {"size": 4 * SIZE - 1}])
def test_what_was_not_asked_for_longest_is_forgotten_first(bounds: dict[str, int]) -> None:
    remembered = texts(**bounds)
    for text in TEXTS[:3]:
        ask(remembered, text, whole=True)
    ask(remembered, TEXTS[0])
    ask(remembered, TEXTS[1], whole=True)
    ask(remembered, TEXTS[3], whole=True)
    assert known(remembered) == [TEXTS[0], TEXTS[1], TEXTS[3]]
    for text in TEXTS * 5:
        ask(remembered, text, whole=True)
    assert known(remembered) == TEXTS[-3:]


def test_a_text_that_comes_again_counts_once() -> None:
    remembered = texts(size=2 * SIZE)
    for _ in range(10):
        ask(remembered, TEXTS[0], whole=True)
    ask(remembered, TEXTS[1], whole=True)
    assert known(remembered) == TEXTS[:2]


def test_characters_count_as_the_bytes_that_they_take() -> None:
    remembered = texts(size=SIZE + 10)
    ask(remembered, TEXTS[0], whole=True)
    ask(remembered, "{ cursor } # ää", whole=True)
    assert known(remembered) == []
    assert ask(remembered, "{ cursor } # ää") == "{ cursor } # ää"


def test_without_a_hash_the_query_is_what_was_sent() -> None:
    for extensions in (None, {}, {"other": 1}, {"persistedQuery": None}):
        assert texts().meant(extensions, "{", None, None) == "{"
        assert texts().meant(extensions, None, None, None) is None


HASH = "0" * 64


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (1, "must be an object"),
        ("x", "must be an object"),
        ([], "must be an object"),
        (False, "must be an object"),
        ({}, "expected the `version` 1"),
        ({"sha256Hash": HASH}, "expected the `version` 1"),
        ({"version": 2, "sha256Hash": HASH}, "expected the `version` 1"),
        ({"version": "1", "sha256Hash": HASH}, "expected the `version` 1"),
        ({"version": True, "sha256Hash": HASH}, "expected the `version` 1"),
        ({"version": [1], "sha256Hash": HASH}, "expected the `version` 1"),
        ({"version": 1}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": None}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": 7}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": ["a"]}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": ""}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": HASH[1:]}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": f"{HASH}\n"}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": "A" * 64}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": "x" * 64}, "`sha256Hash` must be"),
        ({"version": 1, "sha256Hash": "٣" * 64}, "`sha256Hash` must be"),
    ],
)
def test_what_is_no_hash_is_refused_with_what_was_expected(asked: object, words: str) -> None:
    for query in (None, "{ cursor }"):
        with pytest.raises(HTTPException, match=words) as refused:
            texts().meant({"persistedQuery": asked}, query, None, None)
        assert refused.value.status_code == 400
