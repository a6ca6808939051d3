"""YAML (and JSON, which is YAML) to nodes with their lines, without building any object that the file names.

Events are read one by one, so neither depth nor an alias that repeats itself can exhaust the process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml

from knowledge.documents.model import Node, Registry
from knowledge.errors import DocumentError

MAX_DEPTH = 60
MAX_NODES = 3_000_000  # 100,000 entries of ten fields are 2 million

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Open:
    """A list or mapping whose end has not been seen."""

    def __init__(self, line: int, kind: str) -> None:
        self.line, self.kind = line, kind
        self.parts: list[Node] = []

    def close(self) -> Node:
        if self.kind == "list":
            return Node(self.line, items=tuple(self.parts), kind="list")
        pairs = zip(self.parts[::2], self.parts[1::2], strict=True)
        return Node(self.line, fields=tuple(pairs), kind="mapping")


def read_structured(source: str, lines: Sequence[str]) -> Registry:
    """The nodes of a YAML or JSON file. Raises DocumentError with the line where it cannot be read."""
    roots: list[Node] = []
    anchors: dict[str, str] = {}
    open_nodes: list[_Open] = []
    count = 0
    for event in _events(source, "\n".join(lines)):
        count += 1
        if count > MAX_NODES or len(open_nodes) > MAX_DEPTH:
            raise DocumentError(source, f"is nested or long beyond what is read ({MAX_DEPTH} levels, {MAX_NODES:,} values).")
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            kind = "list" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
            open_nodes.append(_Open(_line(event), kind))
            continue
        node = _finished(event, open_nodes, anchors)
        if node is not None:
            (open_nodes[-1].parts if open_nodes else roots).append(node)
    return Registry(tuple(roots))


def _finished(event: yaml.Event, open_nodes: list[_Open], anchors: dict[str, str]) -> Node | None:
    if isinstance(event, yaml.ScalarEvent):
        words = " ".join(event.value.split())
        if event.anchor:
            anchors[event.anchor] = words
        return Node(_line(event), value=words)
    if isinstance(event, yaml.AliasEvent):
        return Node(_line(event), value=anchors.get(event.anchor or "", ""))  # a list or mapping is read where it stands first
    if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
        return open_nodes.pop().close()
    return None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _events(source: str, text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DocumentError(source, f"is no readable YAML ({error.problem}).", line) from error
    except yaml.YAMLError as error:
        raise DocumentError(source, "is no readable YAML: it holds characters that YAML does not allow.") from error
