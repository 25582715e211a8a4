"""The `fields` parameter: `id,caption,insights.metric(reach,views),replies.limit(5){id,text}`."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.errors import FIELD_UNKNOWN, PARAM_INVALID

TOKEN = re.compile(r"\s*([A-Za-z_]\w*(?:\.limit\(\d{1,9}\)|\.(?:metric|period|breakdown)\([\w, ]+\))*|[{},])")
MODIFIER = re.compile(r"\.(\w+)\(([^)]*)\)")


class Wanted(dict[str, "Wanted"]):
    """Field -> the fields wanted inside it; and what was asked of the edge itself, `limit` or `metric`."""

    def __init__(self, modifiers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.modifiers = dict(modifiers or {})

    @property
    def limit(self) -> int | None:
        return int(self.modifiers["limit"]) if "limit" in self.modifiers else None

    def __str__(self) -> str:
        return ",".join(f"{name}{inner._tail()}" for name, inner in self.items())

    def _tail(self) -> str:
        modifiers = "".join(f".{name}({value})" for name, value in self.modifiers.items())
        return modifiers + (f"{{{self}}}" if self else "")


def parse(text: str) -> Wanted:
    """Raises GraphError 100 if the braces do not match or a name is missing."""
    tokens = _tokens(text)
    wanted, rest = _names(tokens)
    if rest:
        raise _syntax_error()
    return wanted


def project(node: Mapping[str, Any], wanted: Wanted, kind: str) -> dict[str, object]:
    """The wanted fields of a node, and its id if it has one. What is None is left out, as Graph does; a
    callable is an edge."""
    answer: dict[str, object] = {}
    for name, inner in wanted.items():
        if name not in node:
            raise FIELD_UNKNOWN.error(field=name, node=kind)
        value = node[name](inner) if callable(node[name]) else node[name]
        if value is not None:
            answer[name] = value
    return answer | ({"id": node["id"]} if "id" in node else {})


def _tokens(text: str) -> list[str]:
    tokens, position, text = [], 0, text.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise _syntax_error()
        tokens.append(match[1])
        position = match.end()
    return tokens


def _names(tokens: list[str]) -> tuple[Wanted, list[str]]:
    wanted = Wanted()
    while tokens:
        name, *tokens = tokens
        if name in "{},":
            raise _syntax_error()
        inner = Wanted()
        modifiers = dict(MODIFIER.findall(name))
        if tokens[:1] == ["{"]:
            inner, tokens = _names(tokens[1:])
            if tokens[:1] != ["}"]:
                raise _syntax_error()
            tokens = tokens[1:]
        inner.modifiers = modifiers
        wanted[name.partition(".")[0]] = inner
        if tokens[:1] != [","]:
            break
        tokens = tokens[1:]
    return wanted, tokens


def _syntax_error() -> Exception:
    return PARAM_INVALID.error(name="fields", problem="has a syntax error")
