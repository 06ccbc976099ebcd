"""The ids of workflows."""

from uuid import uuid4

from domain.vocabulary import WorkflowId


def new_workflow_id() -> WorkflowId:
    """An id for a workflow that is about to start."""
    return WorkflowId(str(uuid4()))


def identity_of(text: str) -> WorkflowId:
    """The id that a client wrote: they are given in small letters, and taken in capital ones, too."""
    return WorkflowId(text.lower())
