"""The tokens of previews: they say what effect was shown."""

import base64
import binascii

_KIND = "preview:"


class BadPreviewError(ValueError):
    """A text that is no token of a preview."""


def write_preview(effect: str) -> str:
    """The token that stands for the effect."""
    return base64.urlsafe_b64encode((_KIND + effect).encode()).decode().rstrip("=")


def read_preview(token: str) -> str:
    """The effect that `token` stands for. Raises BadPreviewError."""
    try:
        text = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), b"-_", validate=True).decode()
    except (ValueError, binascii.Error) as error:
        raise BadPreviewError from error
    if not text.startswith(_KIND) or "\0" in text:
        raise BadPreviewError
    return text.removeprefix(_KIND)
