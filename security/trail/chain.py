"""証跡の検証 / The audit trail's arithmetic: the canonical form of an event, its digest, and the walk along the chain.

The system writes and proves its trail with this module, and this very file is handed out beside each export. It needs
Python alone, 3.9 or newer:

    python chain.py trail.jsonl [--head NUMBER:DIGEST]

`--head` is the number and hash that the system mailed to the auditors: whatever was cut off or made anew since then
no longer fits it. The exit code is 0 when the file holds, 1 when it does not or cannot be compared with that head,
2 when it cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

FORMAT = "cafe-instagram-trail-1"
# What the digest covers, and of what kind it is. The trail's oldest events were hashed without a workplace: an empty one is left out.
NOTHING = type(None)
FIELDS: dict[str, tuple[type, ...]] = {
    "number": (int,),
    "at": (str,),
    "tag": (str,),
    "actor": (int, NOTHING),
    "actor_label": (str,),
    "subject": (str,),
    "subject_label": (str,),
    "data": (dict,),
    "address": (str, NOTHING),
    "workplace": (str,),
    "previous": (str,),
}


class Mark(NamedTuple):
    """A place in the chain: an event's number and its digest."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


START = Mark(0, "0" * 64)


class Fault(NamedTuple):
    """Where the trail does not hold, or cannot be compared with the head that is known, in a sentence."""

    number: int
    sentence: str
    compared: bool = True


class Unreadable(Exception):
    """The text is not what an export holds."""


def canonical(content: dict[str, Any]) -> str:
    """The one way to write an event, whatever order or database it comes from."""
    kept = {name: content[name] for name in FIELDS if name != "workplace" or content.get("workplace")}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical form, which holds the digest of the event before."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def mark(text: str) -> Mark:
    """`NUMBER:DIGEST` as the letters tell it. Raises ValueError."""
    found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip().lower())
    if not found:
        raise ValueError("番号:ハッシュ(64桁)の形で指定してください。")
    return Mark(int(found[1]), found[2])


class Walk:
    """Along the chain, event by event, from the mark `after` on; `anchor` is one that is known to be true."""

    def __init__(self, *, after: Mark = START, anchor: Mark | None = None) -> None:
        self.after = self.last = after
        self.anchor = anchor
        self.count = 0

    def step(self, content: dict[str, Any], digest: str) -> Iterator[Fault]:
        """What is wrong with the next event, or with its place."""
        if self.count == 0:
            yield from self._held_against_anchor()
        number = content["number"]
        if number > self.last.number + 1:
            yield Fault(self.last.number + 1, f"{_missing(self.last.number + 1, number - 1)}がありません。")
        elif number <= self.last.number:
            yield Fault(
                number, f"証跡 {number} 番が {self.last.number} 番の後にあります。順番が変えられています。"
            )
        elif content["previous"] != self.last.digest:
            yield Fault(number, f"証跡 {number} 番が前の証跡とつながっていません。")
        if digest_of(content) != digest:
            yield Fault(number, f"証跡 {number} 番の内容が記録後に変えられています。")
        self.last = Mark(number, digest)
        self.count += 1
        yield from self._held_against_anchor()

    def end(self, head: Mark) -> Iterator[Fault]:
        """What is wrong with the end; `head` is where the trail says that it ends."""
        if self.count == 0:
            yield from self._held_against_anchor()
        if head != self.last:
            sentence = f"証跡の末尾が合いません(記録は {head.number} 番まで、残っているのは {self.last.number} 番まで)。"
            yield Fault(self.last.number, sentence)
        yield from self._anchor_outside()

    def _held_against_anchor(self) -> Iterator[Fault]:
        if self.anchor and self.anchor.number == self.last.number and self.anchor != self.last:
            sentence = f"証跡 {self.last.number} 番のハッシュが控えと違います。ここまでのどこかが作り直されています。"
            yield Fault(self.last.number, sentence)

    def _anchor_outside(self) -> Iterator[Fault]:
        """An anchor that the walk has not passed proves nothing of it."""
        if self.anchor and self.anchor.number > self.last.number:
            lost = _missing(self.last.number + 1, self.anchor.number)
            sentence = (
                f"控えは {self.anchor.number} 番のものですが、ここにあるのは {self.last.number} 番までのため、"
                f"控えとは比べられません。期間を限って書き出したのでなければ、{lost}がありません。末尾が切り取られています。"
            )
            yield Fault(self.last.number, sentence, compared=False)
        if self.anchor and self.anchor.number < self.after.number:
            sentence = f"控えの {self.anchor.number} 番はここに含まれていないため、控えとは比べられません。"
            yield Fault(self.after.number, sentence, compared=False)


def _missing(first: int, last: int) -> str:
    return f"証跡 {first} 番" if first == last else f"証跡 {first} 番から {last} 番まで"


# --- An exported file: one line of heading, then one event a line --------------------------------------------------


def heading(*, after: Mark, head: Mark) -> str:
    """The first line: after which event the file begins, and with which it ends."""
    return json.dumps({"format": FORMAT, "after": str(after), "head": str(head)}) + "\n"


def line(content: dict[str, Any], digest: str) -> str:
    return json.dumps({**content, "digest": digest}, ensure_ascii=False) + "\n"


def verify(lines: Iterable[str], *, anchor: Mark | None = None) -> tuple[Walk, list[Fault]]:
    """Walk along an exported file. Raises Unreadable for what is no export at all."""
    remaining = iter(lines)
    after, head = _read_heading(next(remaining, ""))
    walk = Walk(after=after, anchor=anchor)
    faults: list[Fault] = []
    for place, text in enumerate(remaining, start=2):
        try:
            event = _read_event(text)
            faults += walk.step(event, event["digest"])
        except (ValueError, RecursionError) as error:
            faults.append(Fault(walk.last.number, f"{place} 行目が証跡の形をしていません({error})。"))
    faults += walk.end(head)
    return walk, faults


def _read_heading(text: str) -> tuple[Mark, Mark]:
    try:
        found = _parse(text)
        if found.get("format") != FORMAT:
            raise Unreadable("このファイルは証跡の書き出しではありません。")
        return mark(str(found.get("after"))), mark(str(found.get("head")))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"1行目を証跡の書き出しとして読めません({error})。") from error


def _read_event(text: str) -> dict[str, Any]:
    event = _parse(text)
    if set(event) != {*FIELDS, "digest"}:
        raise ValueError("項目が足りないか、余分な項目があります")
    for name, kinds in {**FIELDS, "digest": (str,)}.items():
        if type(event[name]) not in kinds:  # not isinstance: true and false are no numbers
            raise ValueError(f"{name} の種類が違います")
    return event


def _parse(text: str) -> dict[str, Any]:
    """JSON as an export holds it. Whoever reads the file must see what is hashed: nothing twice, no other spelling."""
    found = json.loads(text, object_pairs_hook=_once_each, parse_float=_refuse, parse_constant=_refuse)
    if not isinstance(found, dict):
        raise ValueError("1件の記録ではありません")
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("同じ項目が2回あります")
    return dict(pairs)


def _refuse(number: str) -> Any:
    raise ValueError(f"使われるはずのない数 {number} があります")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="書き出した証跡が、記録されたときのままかどうかを確かめます。"
    )
    parser.add_argument("file", help="書き出したファイル(JSON Lines)")
    parser.add_argument("--head", type=mark, metavar="番号:ハッシュ", help="メールで届いた控え")
    options = parser.parse_args(arguments)
    try:
        with open(options.file, encoding="utf-8", newline="\n") as lines:
            walk, faults = verify(lines, anchor=options.head)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        sys.stderr.write(f"確かめられません: {error}\n")
        return 2
    for fault in faults:
        sys.stdout.write(f"異常: {fault.sentence}\n")
    if faults and not any(fault.compared for fault in faults):
        sys.stdout.write("控えと比べられないため、記録されたときのままかどうかは確かめられません。\n")
        return 1
    if faults:
        sys.stdout.write(
            f"{len(faults)} か所の異常があります。このファイルは記録されたときのままではありません。\n"
        )
        return 1
    first, last = walk.after.number + 1, walk.last.number
    sys.stdout.write(f"{first} 番から {last} 番までの {walk.count} 件の証跡は、すべてつながっています。\n")
    if options.head:
        sys.stdout.write("メールで届いた控えとも合っています。\n")
    else:
        sys.stdout.write(
            "末尾まで残っているかどうかは、メールで届いた控えを --head に指定すると確かめられます。\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
