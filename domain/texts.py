"""Bounds on a single text."""

from domain.limits import MAX_TEXT
from domain.refusals import InvalidInput


def said(text: str | None) -> str | None:
    """An optional text, where a blank one counts as none."""
    return text if text is not None and text.strip() else None


def check_required(field: str, text: str, limit: int = MAX_TEXT) -> InvalidInput | None:
    """A required text says something, besides what holds for every text."""
    if said(text) is None:
        return InvalidInput(field, "a text that is not blank", "a blank one")
    return check_text(field, text, limit)


def check_text(field: str, text: str | None, limit: int = MAX_TEXT) -> InvalidInput | None:
    """A text, when given, is not too long and has only characters that can be stored."""
    if text is None:
        return None
    if len(text) > limit:
        return InvalidInput(field, f"at most {limit} characters", f"{len(text)}")
    return check_characters(field, text)


def check_characters(field: str, text: str) -> InvalidInput | None:
    """NUL and lone surrogates are no characters that a database or a JSON reader could take."""
    position = text.find("\0")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        position = error.start
    if position < 0:
        return None
    received = f"U+{ord(text[position]):04X} at position {position}"
    return InvalidInput(field, "text without NUL and lone surrogates", received)
