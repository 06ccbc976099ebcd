"""Every way to be wrong: what is sent, the reason as it is counted, and words of what is answered."""

from dataclasses import dataclass
from time import time
from typing import Any

from schema.serving.auth.admission import Reason
from schema.serving.auth.bearer import MAX_TOKEN
from schema.serving.auth.claims import MAX_PROJECTS
from tests.api.auth.making import bearer, by_hand, claims, signed

NOW = int(time())


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is sent as `Authorization`, and what comes of it."""

    sent: str | None
    reason: Reason
    words: str


def _claim(words: str, **more: Any) -> Wrong:
    return Wrong(bearer(signed(**more)), Reason.CLAIMS, words)


_GOOD = signed()
_HEAD, _BODY, _SIGNATURE = _GOOD.split(".")
_OTHER = signed(sub="mallory").split(".")[1]

WRONG = {
    "no token": Wrong(None, Reason.MISSING, "Authorization: Bearer <token>"),
    "empty": Wrong("", Reason.MALFORMED, "expected `Bearer`"),
    "bearer of nothing": Wrong("Bearer", Reason.MALFORMED, "expected `Bearer`"),
    "another scheme": Wrong("Basic YWxpY2U6c2VjcmV0", Reason.MALFORMED, "expected `Bearer`"),
    "without a scheme": Wrong(_GOOD, Reason.MALFORMED, "expected `Bearer`"),
    "two tokens": Wrong(f"{bearer(_GOOD)}, {bearer(_GOOD)}", Reason.MALFORMED, "expected `Bearer`"),
    "garbage": Wrong("Bearer garbage", Reason.MALFORMED, "JSON Web Token"),
    "two parts": Wrong(bearer(f"{_HEAD}.{_BODY}"), Reason.MALFORMED, "JSON Web Token"),
    "five parts": Wrong(bearer(f"{_GOOD}.{_BODY}.{_BODY}"), Reason.MALFORMED, "JSON Web Token"),
    "a header that is a list": Wrong(bearer(by_hand(["HS256"], claims())), Reason.MALFORMED, "JSON Web Token"),
    "a kid that is a number": Wrong(
        bearer(by_hand({"alg": "HS256", "kid": 1}, {})), Reason.MALFORMED, "JSON Web Token"
    ),
    "too long": Wrong(bearer("x" * (MAX_TOKEN + 1)), Reason.MALFORMED, f"longer than {MAX_TOKEN}"),
    "no algorithm": Wrong(bearer(by_hand({"typ": "JWT"}, claims())), Reason.ALGORITHM, "received one by null"),
    "algorithm none": Wrong(bearer(by_hand({"alg": "none"}, claims())), Reason.ALGORITHM, 'received one by "none"'),
    "algorithm None": Wrong(bearer(by_hand({"alg": "NoNe"}, claims())), Reason.ALGORITHM, "HS256"),
    "an algorithm that is a list": Wrong(bearer(by_hand({"alg": ["HS256"]}, {})), Reason.ALGORITHM, "a list"),
    "another hash": Wrong(bearer(signed("x" * 64, "HS512")), Reason.ALGORITHM, 'received one by "HS512"'),
    "another key": Wrong(bearer(signed("another secret that is long enough")), Reason.SIGNATURE, "another key"),
    "other claims under the signature": Wrong(
        bearer(f"{_HEAD}.{_OTHER}.{_SIGNATURE}"), Reason.SIGNATURE, "changed since"
    ),
    "without its signature": Wrong(bearer(f"{_HEAD}.{_BODY}."), Reason.SIGNATURE, "changed since"),
    "expired": Wrong(bearer(signed(exp=NOW - 60)), Reason.EXPIRED, "has expired (20"),
    "expired long ago": Wrong(bearer(signed(exp=-(10**30))), Reason.EXPIRED, "has expired"),
    "not yet valid": Wrong(bearer(signed(nbf=NOW + 3600)), Reason.NOT_YET_VALID, "not valid yet (20"),
    "for somebody else": Wrong(bearer(signed(aud="shop")), Reason.AUDIENCE, 'expected "handoff", received "shop"'),
    "for a list of others": Wrong(bearer(signed(aud=["a", "b"])), Reason.AUDIENCE, "received a list"),
    "by somebody else": Wrong(bearer(signed(iss="shop")), Reason.ISSUER, 'expected "handoff", received "shop"'),
    "without exp": Wrong(bearer(signed(exp=None)), Reason.CLAIMS, "lacks the claim `exp`"),
    "without sub": Wrong(bearer(signed(sub=None)), Reason.CLAIMS, "lacks the claim `sub`"),
    "without aud": Wrong(bearer(signed(aud=None)), Reason.CLAIMS, "lacks the claim `aud`"),
    "without iss": Wrong(bearer(signed(iss=None)), Reason.CLAIMS, "lacks the claim `iss`"),
    "exp is a text": _claim("`exp`", exp=str(NOW + 3600)),
    "exp is words": _claim("`exp`", exp="tomorrow"),
    "exp is a list": _claim("`exp`", exp=[NOW + 3600]),
    "exp is true": Wrong(bearer(signed(exp=True)), Reason.EXPIRED, "has expired"),
    "exp is infinite": _claim("`exp`", exp=float("inf")),
    "exp is beyond all years": _claim("`exp`", exp=10**300),
    "sub is a number": _claim("`sub`", sub=7),
    "sub is empty": _claim("`sub`", sub=""),
    "sub is blank": _claim("`sub`", sub="  "),
    "sub has a line break": _claim("`sub`", sub="alice\nERROR"),
    "sub has half a character": _claim("`sub`", sub="\ud800"),
    "sub is too long": _claim("`sub`", sub="x" * 201),
    "sub is a role": _claim("not the log's own", sub="CODE_WRITER"),
    "sub is the operator": _claim("not the log's own", sub="Operator"),
    "sub is the clock": _claim("not the log's own", sub="HANDOFF"),
    "roles is a text": _claim('a list of roles, received "CODE_WRITER"', roles="CODE_WRITER"),
    "roles has another": _claim('received "BOSS"', roles=["CODE_WRITER", "BOSS"]),
    "roles has a number": _claim("received 1", roles=[1]),
    "projects is another text": _claim('or "*", received "shop"', projects="shop"),
    "projects has a number": _claim("received 5", projects=["shop", 5]),
    "projects has a blank one": _claim('received " "', projects=[" "]),
    "projects has a long one": _claim("1 to 200 characters", projects=["x" * 201]),
    "projects are too many": _claim(f"received {MAX_PROJECTS + 1}", projects=["p"] * (MAX_PROJECTS + 1)),
    "operator is a text": _claim('true or false, received "yes"', operator="yes"),
    "operator is a number": _claim("true or false, received 1", operator=1),
}
