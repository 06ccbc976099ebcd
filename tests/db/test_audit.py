"""What the writer writes fits together, whatever is written and from how many sides."""

from random import Random

from db.audit import Auditor
from db.log.writer import LogWriter
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.db.play import play
from tests.db.writers import begin_many


async def test_random(writer: LogWriter, engine: AsyncEngine) -> None:
    await play(writer, await begin_many(writer, 4), Random(3), players=8, turns=40)
    auditor = Auditor(engine)
    n = 0
    async for w in auditor.workflows():
        v = await auditor.verify(w)
        assert v is not None
        assert v.problem is None, v.problem.message
        n += v.events
    assert n > 100
    lv = await auditor.verify_log()
    assert lv.problem is None
    assert lv.head == n
