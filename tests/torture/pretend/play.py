"""Clients that ask at the same time, lose answers and try again; readers; and subscribers whose connections are cut."""

from dataclasses import dataclass, field, replace
from random import Random

from domain.vocabulary import Role
from tests.torture.checker.database import Database, Entry
from tests.torture.pretend.asking import PROJECTS, anything, oldest, start
from tests.torture.pretend.world import World
from tests.torture.records import Answer, Call, Delivery, Filter, Read, Records, Refused, Stream, Success

_MANY = 300
_FILTERS = (
    Filter(),
    Filter(handoffs_only=True),
    Filter(project_id=PROJECTS[0]),
    Filter(to_role=Role.CODE_WRITER, handoffs_only=True),
)


@dataclass
class Client:
    """Somebody who asks one thing at a time: what was sent, what came of it, and what has to be sent again."""

    name: str
    sent: Call | Read | None = None
    answer: Answer | Read | None = None
    again: Call | None = None
    tokens: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Subscriber:
    """Somebody who follows the log from a position on."""

    name: str
    filter: Filter
    start: int
    position: int
    connection: int = 1
    deliveries: list[Delivery] = field(default_factory=list)


class Play:
    """A run of so many steps; each takes time, and belongs to one client or subscriber, so that all overlap."""

    def __init__(self, seed: int, steps: int, *, clients: int = 5) -> None:
        self._random = Random(seed)
        self._world = World()
        self._clients = [Client(f"client {number}") for number in range(clients)]
        self._subscribers: list[Subscriber] = []
        self._astray: list[Call] = []
        self._calls: list[Call] = []
        self._reads: list[Read] = []
        self._now = self._keys = 0
        for _ in range(steps):
            self._step()

    def end(self) -> tuple[Records, Database]:
        """What was written down, and what is stored; all streams are complete."""
        self._calls += [client.sent for client in self._clients if isinstance(client.sent, Call)]
        streams = []
        for each in self._subscribers:
            self._deliver(each, len(self._world.log))
            ends = self._world.cursors.of_position(self._world.log[-1].position)
            after = self._world.cursors.of_position(self._world.log[each.start - 1].position) if each.start else "START"
            deliveries = tuple(each.deliveries)
            streams.append(
                Stream(subscriber=each.name, filter=each.filter, after=after, until=ends, deliveries=deliveries)
            )
        return Records(tuple(self._calls), tuple(self._reads), tuple(streams)), self._world.database

    def _step(self) -> None:
        self._now += self._random.randint(1, 3)
        chance = self._random.random()
        if chance < 0.02 and self._world.workflows:
            self._world.run_out(self._random.choice(self._world.workflows))
        elif chance < 0.04 and self._astray:
            self._world.take(self._astray.pop())
        elif chance < 0.05 and len(self._subscribers) < 2 * len(_FILTERS):
            self._subscribe()
        elif chance < 0.15 and self._subscribers:
            self._follow(self._random.choice(self._subscribers))
        else:
            self._turn(self._random.choice(self._clients))

    def _turn(self, client: Client) -> None:
        if client.sent is None:
            client.sent = self._ask(client)
        elif client.answer is None:
            client.answer = self._carry_out(client.sent)
        else:
            self._answer(client, client.sent, client.answer)
            client.sent = client.answer = None

    def _ask(self, client: Client) -> Call | Read:
        again, client.again = client.again, None
        if again is not None:
            return replace(again, invoked_at=self._now)
        workflows, chance = self._world.workflows, self._random.random()
        if workflows and chance < 0.15:
            return self._read(client, self._random.choice(workflows).id)
        self._keys += 1
        key = f"key {self._keys}"
        if not workflows or (chance < 0.2 and len(workflows) < _MANY):
            mutation, asked = start(self._random)
        elif chance < 0.25:
            mutation, asked = oldest(self._random)
        else:
            workflow = self._random.choice(workflows)
            mutation, asked = anything(self._random, workflow, client.tokens.get(workflow.id, []))
        return Call(client=client.name, key=key, mutation=mutation, input=asked, invoked_at=self._now)

    def _carry_out(self, sent: Call | Read) -> Answer | Read:
        if isinstance(sent, Read):
            return self._read(sent, sent.workflow_id)
        chance = self._random.random()
        if chance < 0.02:
            return Refused(code="UNAVAILABLE")
        if chance < 0.04 and sent.mutation != "heartbeat":
            self._astray.append(sent)
            return Refused(code="OUTCOME_UNKNOWN")
        return self._world.take(sent)

    def _answer(self, client: Client, sent: Call | Read, answer: Answer | Read) -> None:
        if isinstance(answer, Read):
            self._reads.append(replace(answer, invoked_at=sent.invoked_at, answered_at=self._now))
            return
        assert isinstance(sent, Call)
        is_lost = self._random.random() < 0.1
        call = sent if is_lost else replace(sent, answer=answer, answered_at=self._now)
        self._calls.append(call)
        if isinstance(call.answer, Success) and call.answer.claim_token is not None:
            client.tokens.setdefault(call.answer.workflow_id, []).append(call.answer.claim_token)
        if is_lost or self._random.random() < 0.05:
            client.again = sent

    def _read(self, by: Client | Read, workflow_id: str) -> Read:
        workflow = self._world.stored[workflow_id].workflow
        return Read(
            client=by.name if isinstance(by, Client) else by.client,
            workflow_id=workflow_id,
            invoked_at=self._now,
            answered_at=self._now,
            version=workflow.version,
            state=workflow.state,
            status=workflow.status,
        )

    def _subscribe(self) -> None:
        head = len(self._world.log)
        begin = self._random.choice([0, head, head // 2])
        wanted = _FILTERS[len(self._subscribers) % len(_FILTERS)]
        self._subscribers.append(Subscriber(f"subscriber {len(self._subscribers)}", wanted, begin, begin))

    def _follow(self, subscriber: Subscriber) -> None:
        """Some more events come, or the connection is cut."""
        if self._random.random() < 0.2:
            subscriber.connection += 1
        else:
            self._deliver(subscriber, self._random.randint(subscriber.position, len(self._world.log)))

    def _deliver(self, subscriber: Subscriber, until: int) -> None:
        for entry in self._world.log[subscriber.position : until]:
            if _matches(subscriber.filter, entry):
                cursor = self._world.cursors.of_position(entry.position)
                place = {"connection": subscriber.connection, "at": self._now}
                subscriber.deliveries.append(Delivery(event_id=entry.id, cursor=cursor, **place))
        subscriber.position = until


def _matches(wanted: Filter, entry: Entry) -> bool:
    kind = not wanted.handoffs_only or entry.event.is_handoff
    project = wanted.project_id is None or wanted.project_id == entry.stored.project_id
    return kind and project and (wanted.to_role is None or wanted.to_role == entry.event.to_role)
