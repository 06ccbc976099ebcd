"""The guides as text: the document of operations, the examples, and the tables in them."""

import re
from dataclasses import dataclass

from graphql import DocumentNode, OperationDefinitionNode, parse
from graphql.language import FieldNode

_DOCUMENT = re.compile(r"^```graphql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"^```json (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r'`(\{"operationName": "(\w+)".*\})`')
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Guide:
    """What the API serves for one role."""

    role: str
    states: tuple[str, ...]
    prompt: str

    @property
    def document(self) -> str:
        """The one document that all examples send."""
        (document,) = _DOCUMENT.findall(self.prompt)
        return str(document)

    @property
    def examples(self) -> dict[str, str]:
        """The rest of the request by the example's name, with its placeholders; a line is named as its operation."""
        found = list(_EXAMPLE.findall(self.prompt))
        assert len(found) == self.prompt.count("```json"), "each block of JSON must bear a name"
        found += [(operation.lower(), example) for example, operation in _LINE.findall(self.prompt)]
        assert len(found) == len(dict(found)), "names of examples must be unique"
        return dict(found)

    @property
    def blocks(self) -> list[str]:
        """Everything that stands between fences."""
        return _BLOCK.findall(self.prompt)

    def operations(self) -> list[OperationDefinitionNode]:
        """The operations of the document."""
        document: DocumentNode = parse(self.document)
        return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]

    def fields(self) -> set[str]:
        """What the document asks for: queries, mutations and subscriptions."""
        fields = (field for operation in self.operations() for field in operation.selection_set.selections)
        return {field.name.value for field in fields if isinstance(field, FieldNode)}

    def section(self, heading: str) -> str:
        """What stands under `heading`, prose only."""
        _, _, rest = self.prompt.partition(f"\n## {heading}\n")
        assert rest, f"{self.role} has no section {heading!r}"
        return _BLOCK.sub("", rest.partition("\n## ")[0])

    def table(self, heading: str) -> list[list[str]]:
        """The rows of the table under `heading`, without its head."""
        lines = [line for line in self.section(heading).splitlines() if line.startswith("|")]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
