"""What the viewer sees: colours and a spinner in a terminal, plain lines elsewhere."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console
from rich.status import Status
from rich.text import Text

from tests.demo.api import Json

PHASES = 6
INDENT = 8
COLOURS = {
    "Q_ASSISTANT": "bright_magenta",
    "CODE_WRITER": "bright_blue",
    "TEST_AUDITOR": "yellow",
    "VERIFICATION_OVERSEER": "cyan",
    "RELEASE_MANAGER": "green",
}
BACK = {"PHASE_FAILED", "RETRY_REQUESTED", "ROLLED_BACK", "REJECTED", "CLAIM_EXPIRED"}


@dataclass(slots=True)
class Screen:
    """Shows events as they come; `titles` names the roles."""

    console: Console
    status: Status
    titles: Mapping[str, str]
    _times: list[datetime] = field(default_factory=list)

    def begin(self, build: Mapping[str, object], url: str) -> None:
        """What is going to be built, and where."""
        self._print(
            Text.assemble((str(build["title"]), "bold"), f", a build by {len(self.titles)} roles through {url}\n")
        )
        self._say(str(build["requirements"]), "italic")
        self._print(Text())

    def show(self, event: Json, done: int) -> None:
        """An event: a line to scan, and below it what happened. `done` phases have an output that counts."""
        self._times.append(datetime.fromisoformat(event["recordedAt"]))
        if event["kind"] == "CLAIMED":
            self._say(f"✋ {event['message']}", "dim")
        else:
            self._print(self._headline(event, done))
            self._tell(event)
        self.status.update(f"{self.titles.get(event['toRole'], 'Nobody')} is up: {event['toState']}")

    def _tell(self, event: Json) -> None:
        """What was said and found, below the line."""
        reason = event["notes"] or ""
        live = event["kind"] == "COMPLETED"
        said = event["message"].removesuffix(reason).rstrip()
        if not live:
            self._say(said)
        if result := event["data"].get("result"):
            attempt = f"Attempt {event['attempt']}: " if event["attempt"] > 1 else ""
            self._say(attempt + result["summary"], "dim")
        self._say(reason, "bold red" if event["kind"] in BACK else "yellow", bar="┃ ")
        for finding in event["data"].get("findings", ()):
            self._say(f"✗ {finding['id']} {finding['severity']}: {finding['title']} ({finding['location']})", "red")
        for answer in event["data"].get("answers", ()):
            self._say(f"✓ {answer['id']} {answer['status']}: {answer['comment']}", "green")
        if live:
            self._print(Text(f"\n★ {said}", "bold green"))

    def cut(self, sequence: int) -> None:
        """The connection is cut on purpose."""
        self._say(f"✂ Connection cut on purpose after event {sequence}; the build goes on unseen.", "reverse")
        self.status.update("offline ...")

    def resumed(self, sequence: int, missed: int) -> None:
        """The stream goes on."""
        self._say(f"↻ Resumed after event {sequence}; {missed} events happened meanwhile:", "reverse")

    def end(self, events: int, handoffs: int) -> None:
        """How it went."""
        self.status.stop()
        counts = f"{events} events, {handoffs} handoffs, {self._seconds:.1f} seconds"
        self._print(Text(f"\n{counts}: nothing was missed, nothing came twice.", "dim"))

    def _headline(self, event: Json, done: int) -> Text:
        back = event["kind"] in BACK
        people = Text.assemble(self._name(event["actor"]))
        if event["toRole"] not in {None, event["actor"]}:
            people.append(" ↩ " if back else " → ", "bold red" if back else "bold")
            people.append(*self._name(event["toRole"]))
        people.pad_right(40 - len(people))
        return Text.assemble(
            (f"{self._seconds:5.1f}s  ", "dim"),
            people,
            (f"{event['toState']:<20}", "bold red" if back else "bold"),
            ("▰" * done, "green"),
            ("▱" * (PHASES - done), "dim"),
            f"{100 * done // PHASES:4d}%",
        )

    @property
    def _seconds(self) -> float:
        return (self._times[-1] - self._times[0]).total_seconds()

    def _name(self, actor: str) -> tuple[str, str]:
        return self.titles.get(actor, actor.title()), COLOURS.get(actor, "bold")

    def _say(self, words: str, style: str = "", bar: str = "") -> None:
        width = self.console.width - INDENT - len(bar) if self.console.is_terminal else 10_000
        for line in textwrap.wrap(words, max(width, 20)):
            self._print(Text(" " * INDENT + bar + line, style))

    def _print(self, text: Text) -> None:
        self.console.print(text, soft_wrap=True)
