"""Small documents with fragments, and what a plain expansion of their fragments counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

SIZES = {"$a": 7, "$b": 100, "": 20}


@dataclass(frozen=True)
class Selected:
    """A selection of a workflow: `events`, with a page size and a selection of their workflows, or a plain one."""

    what: str
    alias: str = ""
    size: str = ""
    below: tuple["Selected", ...] = ()

    def text(self) -> str:
        inner = " ".join(each.text() for each in self.below)
        alias = f"{self.alias}: " if self.alias else ""
        if self.what == "events":
            asked = f"(first: {self.size})" if self.size else ""
            return f"{alias}events{asked} {{ nodes {{ workflow {{ {inner} }} }} }}"
        return f"... on Workflow {{ {inner} }}" if self.what == "inline" else f"{alias}{self.what}"


@dataclass(frozen=True)
class Document:
    """The selection of the operation, then those of the fragments F0, F1 ..., each of which spreads only later ones."""

    parts: tuple[tuple[Selected, ...], ...]

    def text(self) -> str:
        bodies = [" ".join(each.text() for each in part) for part in self.parts]
        fragments = (f"fragment F{n} on Workflow {{ {body} }}" for n, body in enumerate(bodies[1:]))
        return "\n".join((f'query($a: Int!, $b: Int!) {{ workflow(id: "x") {{ {bodies[0]} }} }}', *fragments))

    def expanded(self, part: tuple[Selected, ...]) -> Iterator[Selected]:
        """The selections with those of fragments in place of their spreads."""
        for each in part:
            below = tuple(self.expanded(each.below))
            if each.what.startswith("..."):
                yield Selected("inline", below=tuple(self.expanded(self.parts[1 + int(each.what[4:])])))
            else:
                yield Selected(each.what, each.alias, each.size, below)


def depth(part: tuple[Selected, ...]) -> int:
    return max(
        (depth(each.below) + (3 if each.what == "events" else each.what != "inline") for each in part), default=0
    )


def count(part: tuple[Selected, ...]) -> Counter[str]:
    """The fields, aliases and spreads."""
    found: Counter[str] = Counter()
    for each in part:
        fields = {"events": 3, "inline": 0}.get(each.what, 1)
        found.update(fields=fields, aliases=bool(each.alias), spreads=each.what == "inline")
        found.update(count(each.below))
    return found


def cost(part: tuple[Selected, ...]) -> int:
    total = 0
    for each in part:
        below = cost(each.below)
        size = SIZES[each.size] if each.size in SIZES else int(each.size)
        total += {"inline": below, "events": 20 + size * (1 + 1 + below)}.get(each.what, 1)
    return total


def pairs(part: tuple[Selected, ...]) -> int:
    """Pairs of fields that bear one name in one place."""
    names: dict[str, list[Selected]] = {}
    for each in flat(part):
        names.setdefault(each.alias or each.what, []).append(each)
    total = 0
    for same in names.values():
        below = tuple(inner for each in same for inner in each.below)
        of_pages = 3 if same[0].what == "events" else 1  # events, nodes, workflow
        total += of_pages * len(same) * (len(same) - 1) // 2 + pairs(below)
    return total


def flat(part: tuple[Selected, ...]) -> Iterator[Selected]:
    for each in part:
        yield from flat(each.below) if each.what == "inline" else (each,)


@st.composite
def selections(draw: st.DrawFn, later: tuple[str, ...], levels: int) -> tuple[Selected, ...]:
    kinds = ("id", "title", "a", "events", "inline", *later)
    found = []
    for what in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3)):
        if what in {"events", "inline"} and levels:
            below = draw(selections(later, levels - 1))
            size = draw(st.sampled_from(("", "$a", "$b", "1", "3")))
            alias = draw(st.sampled_from(("", "e")))
            found.append(Selected(what, alias, size, below) if what == "events" else Selected(what, below=below))
        else:
            found.append(Selected(what) if what in {"title", *later} else Selected("id", "i" if what == "a" else ""))
    return tuple(found)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    number = draw(st.integers(0, 4))
    names = tuple(f"...F{n}" for n in range(number))
    return Document(tuple(draw(selections(names[part:], 2)) for part in range(number + 1)))
