"""Kinds of events, as the trail's search offers them."""

from itertools import groupby

from security.trail.registry import events


def tags_of(kind: str) -> tuple[str, ...]:
    """All of a kind, or the one tag that is named; nothing for an unknown name."""
    return tuple(one.tag for one in events() if kind in (one.tag, one.kind.key))


def choices() -> list[tuple[str, object]]:
    """For a select: each kind as a whole, then its events one by one."""
    grouped: list[tuple[str, object]] = [("", "すべて")]
    for kind, members in groupby(events(), key=lambda one: one.kind):
        single = [(one.tag, one.label) for one in members]
        whole = [(kind.key, f"{kind.label}のすべて")] if len(single) > 1 else []
        grouped.append((kind.label, whole + single))
    return grouped
