"""Adds sources to feeds.yaml and leaves every other byte of it as it was written.

The lines are put where the list of sources ends, in the indentation that it has. The result is read back before the
file is replaced, so a file can only change into one that says what it said and the new sources.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from aggregator.config.document import Unreadable, read_document
from aggregator.errors import ConfigError, Problem

#: A source on one line, as long as that is readable.
MAX_LINE = 118

#: What a new source says, in the order in which it is written.
NewSource = Mapping[str, Any]


def add_sources(path: Path, new: Sequence[NewSource]) -> None:
    """Write the sources into the file, atomically; the file as it was stands beside it as `FILE.bak`.

    ConfigError when the file can't be read or its `sources:` are written in a way that can't be added to.
    """
    path = path.resolve()  # through a link, not over it
    try:
        before = path.read_bytes()
    except OSError as error:
        raise ConfigError([Problem(str(path), None, "", f"the file can't be read ({error.strerror})")]) from error
    after = with_sources(before, new, str(path))
    try:
        _replace(path.with_name(path.name + ".bak"), before, path)
        _replace(path, after, path)
    except OSError as error:
        raise ConfigError([Problem(str(path), None, "", f"the file can't be written ({error.strerror})")]) from error


def with_sources(content: bytes, new: Sequence[NewSource], file: str = "feeds.yaml") -> bytes:
    """The file's bytes with these sources added at the end of its list."""
    text = content.decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    try:
        at, indent, opening = _place(text, file)
    except yaml.YAMLError as error:
        raise ConfigError([Problem(file, None, "", f"this is not YAML ({error})")]) from error
    lines = "".join(_written(source, indent, newline) for source in new)
    head = text[:at] if at == 0 or text[:at].endswith("\n") else text[:at] + newline
    result = (head + opening.replace("\n", newline) + lines + text[at:]).encode("utf-8")
    _check(content, result, len(new), file)
    return result


def _place(text: str, file: str) -> tuple[int, str, str]:
    """Where the lines go, how far in, and what has to stand before them where there is no list yet."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return len(text), "  ", "sources:\n"
    for key, value in root.value:
        if key.value != "sources":
            continue
        if isinstance(value, yaml.SequenceNode) and value.value and not value.flow_style:
            return _after_line(text, _last_mark(value.value[-1])), _indent(text, value), ""
        if isinstance(value, yaml.ScalarNode) and not value.value and not value.style:
            return _after_line(text, key.end_mark), "  ", ""
        problem = "sources must be a list with a line for each that begins with a dash, so that one can be added"
        raise ConfigError([Problem(file, key.start_mark.line + 1, "sources", problem)])
    return len(text), "  ", "sources:\n"


def _after_line(text: str, mark: yaml.Mark) -> int:
    """The beginning of the line after a mark's. By line, since marks count characters without a BOM."""
    return sum(len(line) for line in text.splitlines(keepends=True)[: mark.line + 1])


def _last_mark(node: yaml.Node) -> yaml.Mark:
    """Where a node's own words end. A block's end mark lies behind the comments that follow it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return node.end_mark
    last = node.value[-1]
    return _last_mark(last[1] if isinstance(last, tuple) else last)


def _indent(text: str, sequence: yaml.SequenceNode) -> str:
    line: str = text.splitlines()[sequence.value[-1].start_mark.line]
    return line[: len(line) - len(line.lstrip())]


def _written(source: NewSource, indent: str, newline: str) -> str:
    """A source as YAML: on one line if it fits, else a key a line."""
    if set(source) == {"url"}:
        return f"{indent}- {_inline(source['url'])}{newline}"
    members = ", ".join(f"{key}: {_inline(value)}" for key, value in source.items())
    line = f"{indent}- {{{members}}}{newline}"
    if len(line) <= MAX_LINE:
        return line
    keys = [f"{key}: {_inline(value)}" for key, value in source.items()]
    return "".join(f"{indent}{'- ' if place == 0 else '  '}{key}{newline}" for place, key in enumerate(keys))


def _inline(value: Any) -> str:
    # a flow collection around it: what is written then stands in { } as well as alone
    said = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=float("inf"))
    return str(said).strip()[1:-1]


def _check(before: bytes, after: bytes, added: int, file: str) -> None:
    """Raises ConfigError unless `after` says what `before` said, and so many sources more."""
    try:
        old, new = read_document(before, os.environ).value, read_document(after, os.environ).value
    except Unreadable as error:
        raise ConfigError([Problem(file, error.line, "", str(error))]) from error
    old = old if isinstance(old, dict) else {}
    same = isinstance(new, dict) and all(new.get(key) == value for key, value in old.items() if key != "sources")
    listed = new.get("sources") if isinstance(new, dict) else None
    were = old.get("sources") or []
    if not (same and isinstance(listed, list) and isinstance(were, list) and listed[: len(were)] == were):
        problem = "the file is written in a way that can't be added to; nothing was changed"
        raise ConfigError([Problem(file, None, "sources", problem)])
    if len(listed) != len(were) + added:
        raise ConfigError([Problem(file, None, "sources", "the sources could not be added; nothing was changed")])


def _replace(path: Path, content: bytes, like: Path) -> None:
    """Write a file as a whole: whoever reads it meanwhile sees the old one or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            written = Path(file.name)
            written.chmod(like.stat().st_mode & 0o777)
            written.replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
