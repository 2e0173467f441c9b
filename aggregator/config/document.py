"""A YAML file as plain values that still know where they were written. Knows nothing of what the settings mean.

Only what people expect of a settings file is read: text, numbers, true/false, lists and mappings. Words such as
`no` or `on`, dates and `1:30` stay text, keys are always text, tags are refused and aliases are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

#: A value as YAML gives it.
Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]
#: The way to a value: keys and list positions.
Path = tuple[str | int, ...]

MAX_BYTES = 8 * 1024 * 1024
MAX_ALIASES = 100
MAX_DEPTH = 40

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_WORDS: dict[str, Value] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


#: What the parser says of the commonest slips, and the way out.
_REMEDIES = {
    "mapping values are not allowed": "text with a colon and a space must stand in quotes, or the indentation is off",
    "expected a single document": "a line of three dashes begins a second document; there can be only one",
    "undefined alias": "text that begins with * must stand in quotes",
    "cannot start any token": "text that begins with such a character must stand in quotes",
    "',' or ']'": "a bracket [ is not closed, or a comma is missing",
    "',' or '}'": "a brace { is not closed, or a comma is missing",
    "unexpected end of stream": "a quotation mark is not closed",
    "did not find expected key": "the indentation is off, or text goes on after a closing quotation mark or bracket",
    "did not find expected '-' indicator": "the indentation is off",
}


class _Loader(yaml.CSafeLoader):
    """Composes nodes only; what a plain word means is decided here, by `_plain_value`."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  # PyYAML's own attribute


class _Dumper(yaml.CSafeDumper):
    """Writes nodes as they were read: what was plain stays plain."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  # PyYAML's own attribute


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at one place of a file."""

    path: Path
    line: int | None
    message: str


class Unreadable(Exception):
    """The bytes are no YAML that we read; the message says why."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. `faults` are duplicates, missing variables and the like; the value stands all the same."""

    value: Value
    faults: tuple[Fault, ...] = ()
    _root: yaml.Node | None = field(default=None, repr=False)

    def line_at(self, path: Path) -> int | None:
        """The line (from 1) on which the value at `path` begins, or the deepest one on the way that exists."""
        lines = [line for line, _ in self._steps(path)]
        return lines[-1] if lines else None

    def text_at(self, path: Path) -> str | None:
        """The text at `path` as it was written, variables not filled in; None if it is no text."""
        found = None
        for depth, (_, node) in enumerate(self._steps(path)):
            found = node if depth == len(path) else None
        return found.value if isinstance(found, yaml.ScalarNode) else None

    def written(self, path: Path) -> Path:
        """`path` cut short where the file holds plain text (a short form) instead of a list or mapping."""
        for depth, (_, node) in enumerate(self._steps(path)):
            if isinstance(node, yaml.ScalarNode):
                return path[:depth]
        return path

    def source_alone(self, index: int) -> str | None:
        """A file with this item of `sources:` and nothing else, as it is written; None if there is no such item."""
        path = ("sources", index)
        node = next((node for depth, (_, node) in enumerate(self._steps(path)) if depth == len(path)), None)
        if node is None:
            return None
        items = yaml.SequenceNode("tag:yaml.org,2002:seq", [node])
        root = yaml.MappingNode("tag:yaml.org,2002:map", [(yaml.ScalarNode("tag:yaml.org,2002:str", "sources"), items)])
        return str(yaml.serialize(root, Dumper=_Dumper, allow_unicode=True, width=1_000_000))

    def has_variable(self, path: Path) -> bool:
        """Whether the text at `path` is filled in from the environment."""
        return bool(_VARIABLE.search(self.text_at(path) or ""))

    def _steps(self, path: Path) -> Iterator[tuple[int, yaml.Node]]:
        node = self._root
        if node is None:
            return
        yield node.start_mark.line + 1, node
        for part in path:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == part), None)
                if pair is None:
                    return
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            else:
                return
            yield line, node


def read_document(content: bytes, environ: Mapping[str, str]) -> Document:
    """The values of a YAML file, `${NAME}` filled in from `environ`."""
    root = _compose(_decode(content))
    if root is None:
        return Document(None)
    builder = _Builder(environ)
    value = builder.build(root, ())
    return Document(value, tuple(builder.faults), root)


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB; is it the right one?")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("the file is saved as UTF-16; save it as UTF-8", 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
        raise Unreadable(f"the file is not UTF-8 (byte 0x{byte:02X}); save it as UTF-8", line) from None


def _compose(text: str) -> yaml.Node | None:
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        ends_early = "end of stream" in str(error.problem)  # then the place where it began is the one to look at
        mark = error.context_mark if ends_early else error.problem_mark
        raise Unreadable(_explain(error, mark, text), None if mark is None else mark.line + 1) from None
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1  # the C reader counts bytes
        raise Unreadable(f"a character that no text file should hold (U+{int(error.character):04X})", line) from None
    finally:
        loader.dispose()


def _explain(error: yaml.MarkedYAMLError, mark: yaml.Mark | None, text: str) -> str:
    """What is wrong with the YAML, with the remedy for the slips that people make."""
    lines = text.splitlines()
    line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab stands where the line is indented; YAML wants spaces"
    reason = f"{error.context}, {error.problem}" if error.context else str(error.problem)
    begun = f", begun on line {error.context_mark.line + 1}" if error.context_mark else ""
    remedy = next((remedy for sign, remedy in _REMEDIES.items() if sign in reason), None)
    return f"this is not YAML ({reason}{begun})" + (f": {remedy}" if remedy else "")


class _Builder:
    """Walks composed nodes once; keeps what is wrong on the way."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.faults: list[Fault] = []
        self._environ = environ
        self._seen: set[int] = set()
        self._aliases = 0

    def build(self, node: yaml.Node, path: Path) -> Value:
        if len(path) > MAX_DEPTH:
            raise Unreadable(f"lists and mappings stand more than {MAX_DEPTH} deep in each other", _line(node))
        self._count_alias(node)
        if node.tag not in _PLAIN_TAGS:
            self._fault(path, node, f"tags such as {node.tag.rpartition(':')[2]!r} are not used here; leave it out")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node.value, node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Value]:
        result: dict[str, Value] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(path, key_node, "a key must be a plain word")
                continue
            key = key_node.value
            if key in lines:
                self._fault((*path, key), key_node, f"stands here a second time; the first is on line {lines[key]}")
                continue
            lines[key] = _line(key_node)
            result[key] = self.build(value_node, (*path, key))
        return result

    def _scalar(self, text: str, node: yaml.Node, path: Path) -> Value:
        if "${" in text:
            text = self._fill_in(text, node, path)
        if _CONTROL.search(text):
            self._fault(path, node, "holds a control character, which no page or feed can show")
        is_plain = isinstance(node, yaml.ScalarNode) and not node.style and text == node.value
        return _plain_value(text) if is_plain else text

    def _fill_in(self, text: str, node: yaml.Node, path: Path) -> str:
        missing = [name for name in _VARIABLE.findall(text) if name not in self._environ]
        if missing:
            self._fault(path, node, f"the environment variable {missing[0]} is not set")
            return text
        return _VARIABLE.sub(lambda match: self._environ[match[1]], text)

    def _count_alias(self, node: yaml.Node) -> None:
        if id(node) in self._seen:
            self._aliases += 1
            if self._aliases > MAX_ALIASES:
                raise Unreadable(f"more than {MAX_ALIASES} aliases (*name) are followed; write it out", _line(node))
        self._seen.add(id(node))

    def _fault(self, path: Path, node: yaml.Node, message: str) -> None:
        self.faults.append(Fault(path, _line(node), message))


def _plain_value(text: str) -> Value:
    word = text.lower()
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _line(node: yaml.Node) -> int:
    line: int = node.start_mark.line
    return line + 1
