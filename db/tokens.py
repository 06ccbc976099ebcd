"""The tokens of claims: they name a workflow and a claim of it, and nobody can make one but the log that gave it."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from uuid import UUID

from domain.vocabulary import WorkflowId

_ID, _NUMBER, _MAC = 16, 8, 16


class BadTokenError(ValueError):
    """A token that this log did not give."""


@dataclass(frozen=True, slots=True)
class ClaimTokens:
    """Writes and reads the tokens of one log, signed with its `secret` (HMAC-SHA-256, shortened to 128 bits)."""

    secret: bytes = field(repr=False)

    def write(self, workflow_id: WorkflowId, claim: int) -> str:
        """The token of the claim with this number."""
        content = UUID(workflow_id).bytes + claim.to_bytes(_NUMBER, "big")
        return base64.urlsafe_b64encode(content + self._sign(content)).decode().rstrip("=")

    def read(self, token: str) -> tuple[WorkflowId, int]:
        """The workflow and the number of the claim. Raises BadTokenError, also for another way to write a token."""
        try:
            content = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), b"-_", validate=True)
            workflow_id = WorkflowId(str(UUID(bytes=content[:_ID])))
        except ValueError as error:
            raise BadTokenError from error
        claim = int.from_bytes(content[_ID : _ID + _NUMBER], "big")
        if not hmac.compare_digest(self.write(workflow_id, claim), token):
            raise BadTokenError
        return workflow_id, claim

    def _sign(self, content: bytes) -> bytes:
        return hmac.digest(self.secret, content, hashlib.sha256)[:_MAC]
