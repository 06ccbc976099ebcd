"""The API as any client uses it: operations over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]

_ASKED_FOR = {
    "claimWork": "... on ClaimWorkSuccess { workflow { id } claim { token } assignment { phase attempt } }",
    "heartbeat": "... on HeartbeatSuccess { signal }",
}


class ApiError(Exception):
    """The API did not do what it was asked to: its own words."""


class RefusedError(ApiError):
    """A mutation was refused; `code` says why."""

    def __init__(self, mutation: str, code: str, message: str) -> None:
        super().__init__(f"{mutation} was refused with {code}: {message}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Api:
    """Sends operations to the API at `url`."""

    url: str
    http: httpx.AsyncClient

    async def ask(self, operation: str, **variables: object) -> Json:
        """The data of one operation."""
        response = await self.http.post(self.url, json={"query": operation, "variables": variables})
        answer: Json = response.json()
        if "errors" in answer:
            raise ApiError(answer["errors"][0]["message"])
        data: Json = answer["data"]
        return data

    async def act(self, mutation: str, **fields: object) -> Json:
        """Carry out a mutation, and give what came of it. A refusal is raised, with what would help."""
        wanted = _ASKED_FOR.get(mutation, "... on WorkflowSuccess { workflow { id } }")
        document = f"""mutation($input: {mutation[0].upper()}{mutation[1:]}Input!) {{ done: {mutation}(input: $input) {{
            {wanted} ... on WorkflowError {{ code message }} }} }}"""
        done: Json = (await self.ask(document, input=fields))["done"]
        if "code" in done:
            raise RefusedError(mutation, done["code"], done["message"])
        return done
