"""The ids of workflows."""

from uuid import uuid4

from domain.vocabulary import WorkflowId

_LONGEST = 100


def new_workflow_id() -> WorkflowId:
    """An id for a workflow that is about to start."""
    return WorkflowId(str(uuid4()))


def identity_of(text: str) -> WorkflowId:
    """The id that a client wrote: they are given in small letters, and taken in capital ones, too.

    Of what is too long to be an id only the beginning is kept, which is none either: it may be told again, often.
    """
    return WorkflowId(text[:_LONGEST].lower())
