"""The mutations: each takes one input, or a list of them, and gives its success or a refusal."""

import strawberry
from strawberry.types import get_object_definition
from strawberry.types.base import StrawberryList

from schema.mutations.claiming import ClaimingMutations
from schema.mutations.observing import EachObserved, Observed
from schema.mutations.reviewing import ReviewingMutations
from schema.mutations.starting import StartingMutations
from schema.mutations.steering import SteeringMutations
from schema.mutations.working import WorkingMutations


@strawberry.type(
    description="What changes a workflow. Each mutation is durable and seen by all watchers once answered."
)
class Mutation(StartingMutations, WorkingMutations, ClaimingMutations, ReviewingMutations, SteeringMutations):
    """All of them."""


for _field in get_object_definition(Mutation, strict=True).fields:
    _field.extensions.append(EachObserved() if isinstance(_field.type, StrawberryList) else Observed())
