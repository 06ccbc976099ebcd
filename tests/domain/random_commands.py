"""Commands drawn at random: all kinds, by all actors, sensible or not."""

from hypothesis import strategies as st

from domain.commands import (
    AddNote,
    Advance,
    Approve,
    Cancel,
    Change,
    ClaimWork,
    Pause,
    Reject,
    ReleaseClaim,
    RequestRetry,
    Resume,
    RevokeClaim,
    Rollback,
)
from domain.vocabulary import Outcome, Phase
from tests.domain.builds import ID
from tests.domain.people import EVERYBODY

_text = st.sampled_from(["Because.", " "])
_maybe_text = st.none() | _text
_phase = st.sampled_from(Phase)
_common = {
    "workflow_id": st.just(ID),
    "actor": st.sampled_from(EVERYBODY),
    "expected_version": st.none() | st.integers(1, 30),
}
_work = _common | {"claim": st.none() | st.integers(1, 30)}


def commands() -> st.SearchStrategy[Change]:
    """Any command to the build of these tests; a result is `{}`, for the caller to make its own."""
    return st.one_of(
        st.builds(
            Advance,
            outcome=st.sampled_from(Outcome),
            result=st.none() | st.just({}),
            notes=_maybe_text,
            instruction=_maybe_text,
            phase=st.none() | _phase,
            **_work,
        ),
        st.builds(RequestRetry, reason=_text, to_phase=st.none() | _phase, **_work),
        st.builds(Rollback, reason=_text, phase=_phase, **_common),
        st.builds(Pause, reason=_maybe_text, **_common),
        st.builds(Resume, reason=_maybe_text, grant_rounds=st.none() | st.integers(0, 3), **_common),
        st.builds(Cancel, reason=_maybe_text, **_common),
        st.builds(AddNote, text=_text, **_common),
        st.builds(ClaimWork, worker=_text, lease_seconds=st.sampled_from([60, 0]), **_common),
        st.builds(ReleaseClaim, reason=_maybe_text, **_work),
        st.builds(RevokeClaim, reason=_maybe_text, **_common),
        st.builds(Approve, notes=_maybe_text, **_common),
        st.builds(Reject, reason=_text, **_common),
    )
