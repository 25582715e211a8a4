"""Every way to falsify the trail that we could think of, on real rows and in an exported file (第５第２項).

Whoever can rewrite the head too is found against the one that was mailed. Only what came after it can still be forged:
until the next midnight.
"""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import F

from approvals import events as approval_events
from security.models import AuditEvent, AuditHead
from security.people.actors import Actor
from security.people.places import Place, current_place
from security.trail import chain, export
from security.trail import recording as audit
from security.trail.chain import Mark
from tests import factories
from tests.tampering import audit_guard_lifted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]

EVENTS = 8


@pytest.fixture
def trail(staff):
    """Eight events, from a device of the office and from elsewhere. Its head has been mailed."""
    for number in range(1, EVENTS + 1):
        device = "地-12 共用タブレット" if number % 2 else ""
        token = current_place.set(Place(address="192.0.2.7", device=device))
        audit.record(
            approval_events.EDITED, by=Actor.of(staff), subject=staff, changed=f"理由{number}", version=number
        )
        current_place.reset(token)
    return audit.head()


# --- On real rows --------------------------------------------------------------------------------------------------


def rows():
    return AuditEvent.objects.order_by("number")


def change(event, **values):
    AuditEvent.objects.filter(number=event).update(**values)


def change_and_hash_anew(number, **values):
    change(number, **values)
    change(number, digest=audit.digest_of(AuditEvent.objects.get(number=number)))


def remove(*numbers):
    AuditEvent.objects.filter(number__in=numbers).delete()


def renumber(start):
    for number in range(start, EVENTS + 1):
        AuditEvent.objects.filter(number=number).update(number=F("number") - 1)


def rebuild():
    """Make the whole chain anew, head included, as somebody with the database and the source could."""
    last = chain.START
    for place, event in enumerate(rows(), start=1):
        event.number, event.previous = place, last.digest
        last = Mark(place, audit.digest_of(event))
        AuditEvent.objects.filter(pk=event.pk).update(
            number=place, previous=event.previous, digest=last.digest
        )
    rewrite_head(*last)


def rewrite_head(number=None, digest=None):
    last = rows().last()
    number = number if number is not None else last.number
    AuditHead.objects.update(number=number, digest=digest or (last.digest if last else "0" * 64))


def insert(number, *, well_made, previous=None):
    last = rows().last()
    forged = AuditEvent(
        number=number,
        at=last.at,
        tag=approval_events.APPROVED.tag,
        actor_label="捏造",
        previous=previous or last.digest,
    )
    forged.digest = audit.digest_of(forged) if well_made else "f" * 64
    forged.save()


def insert_between(*, well_made, then=lambda: None):
    for number in range(EVENTS, 4, -1):
        AuditEvent.objects.filter(number=number).update(number=F("number") + 1)
    insert(5, well_made=well_made, previous=AuditEvent.objects.get(number=4).digest)
    then()


def swap(one, other):
    for old, new in ((one, 99), (other, one), (99, other)):
        AuditEvent.objects.filter(number=old).update(number=new)


def swap_contents(one, other):
    """Only what was done changes places: numbers and links stay."""
    first, second = (AuditEvent.objects.get(number=number) for number in (one, other))
    change(one, data=second.data, at=second.at)
    change(other, data=first.data, at=first.at)


ON_ROWS = {
    "edit: number": lambda: change(EVENTS, number=EVENTS + 5),
    "edit: at": lambda: change(4, at="2020-01-01T00:00:00Z"),
    "edit: at, by a microsecond": lambda: change(4, at=F("at") + datetime.timedelta(microseconds=1)),
    "edit: tag": lambda: change(4, tag=approval_events.APPROVED.tag),
    "edit: actor taken away": lambda: change(4, actor=None),
    "edit: actor another": lambda: change(4, actor=factories.UserFactory()),
    "edit: actor_label": lambda: change(4, actor_label="別人"),
    "edit: subject": lambda: change(4, subject="posts.post:1"),
    "edit: subject_label": lambda: change(4, subject_label="別の件名"),
    "edit: data": lambda: change(4, data={"changed": "別の理由", "version": 4}),
    "edit: data, one more": lambda: change(4, data={"changed": "理由4", "version": 4, "note": "後から"}),
    "edit: data, number as text": lambda: change(4, data={"changed": "理由4", "version": "4"}),
    "edit: address": lambda: change(4, address="203.0.113.9"),
    "edit: address taken away": lambda: change(4, address=None),
    "edit: workplace given": lambda: change(4, workplace="地-12 共用タブレット"),
    "edit: workplace taken away": lambda: change(3, workplace=""),
    "edit: previous": lambda: change(4, previous="0" * 64),
    "edit: digest": lambda: change(4, digest="f" * 64),
    "edit: hashed anew": lambda: change_and_hash_anew(4, actor_label="別人"),
    "edit: the last, hashed anew": lambda: change_and_hash_anew(EVENTS, actor_label="別人"),
    "edit: the last, hashed anew with the head": lambda: (
        change_and_hash_anew(EVENTS, actor_label="別人"),
        rewrite_head(),
    ),
    "edit: all made anew": lambda: (change(4, actor_label="別人"), rebuild()),
    "deletion: first": lambda: remove(1),
    "deletion: middle": lambda: remove(4),
    "deletion: several": lambda: remove(3, 4, 6),
    "deletion: last": lambda: remove(EVENTS),
    "deletion: renumbered": lambda: (remove(4), renumber(5), rewrite_head(EVENTS - 1)),
    "deletion: all made anew": lambda: (remove(4), rebuild()),
    "deletion: everything": lambda: remove(*range(1, EVENTS + 1)),
    "insertion: behind the head": lambda: insert(EVENTS + 1, well_made=False),
    "insertion: behind the head, well made": lambda: insert(EVENTS + 1, well_made=True),
    "insertion: with the head, badly made": lambda: (insert(EVENTS + 1, well_made=False), rewrite_head()),
    "insertion: between": lambda: insert_between(well_made=False),
    "insertion: between, well made": lambda: insert_between(well_made=True, then=rewrite_head),
    "insertion: between, all made anew": lambda: insert_between(well_made=True, then=rebuild),
    "insertion: number zero": lambda: insert(0, well_made=True, previous="0" * 64),
    "reorder: two neighbours": lambda: swap(4, 5),
    "reorder: far apart": lambda: swap(2, 7),
    "reorder: contents": lambda: swap_contents(4, 6),
    "reorder: all made anew": lambda: (swap(4, 5), rebuild()),
    "truncation": lambda: remove(7, 8),
    "truncation: head rewritten": lambda: (remove(7, 8), rewrite_head()),
    "truncation: everything, head rewritten": lambda: (remove(*range(1, EVENTS + 1)), rewrite_head(0)),
    "truncation: head lost": lambda: (remove(*range(1, EVENTS + 1)), AuditHead.objects.all().delete()),
    "truncation: replaced by others": lambda: (
        remove(7, 8),
        rewrite_head(),
        insert(7, well_made=True),
        insert(8, well_made=True),
        rewrite_head(),
    ),
    "head: number": lambda: AuditHead.objects.update(number=EVENTS - 1),
    "head: digest": lambda: AuditHead.objects.update(digest="f" * 64),
    "head: deleted": lambda: AuditHead.objects.all().delete(),
}  # fmt: skip


def found_on_rows(tamper, mailed):
    with transaction.atomic():
        with audit_guard_lifted():
            tamper()
        found = list(audit.faults(anchor=mailed))
        transaction.set_rollback(True)
    return found


def test_every_attempt_on_the_rows_is_found(trail, figure):
    assert list(audit.faults(anchor=trail)) == []
    missed = [name for name, tamper in ON_ROWS.items() if not found_on_rows(tamper, trail)]
    figure("tampering with rows", f"{len(ON_ROWS) - len(missed)} found of {len(ON_ROWS)} tried")
    assert missed == []
    assert list(audit.faults(anchor=trail)) == []  # each attempt was taken back


@pytest.mark.parametrize("name", [name for name in ON_ROWS if "made anew" in name])
def test_chain_made_anew_is_found_by_the_mailed_head_alone(trail, name):
    """Why the head is mailed: without it these hold."""
    assert found_on_rows(ON_ROWS[name], None) == []
    assert found_on_rows(ON_ROWS[name], trail)


# --- In an exported file -------------------------------------------------------------------------------------------


@pytest.fixture
def exported(trail):
    return "".join(export.lines(export.whole())).splitlines(keepends=True)


def with_event(line, **values):
    """The lines, with values of one event changed; None takes a key away."""

    def tamper(lines):
        event = json.loads(lines[line]) | values
        kept = {name: value for name, value in event.items() if value is not ...}
        return [*lines[:line], json.dumps(kept, ensure_ascii=False) + "\n", *lines[line + 1 :]]

    return tamper


def hashed_anew(number, **values):
    def tamper(lines):
        event = json.loads(lines[number]) | values
        return with_event(number, **values, digest=chain.digest_of(event))(lines)

    return tamper


def made_anew(lines):
    """The whole file hashed anew, its heading too."""
    last, events = chain.START, []
    for text in lines[1:]:
        event = json.loads(text)
        event |= {"number": last.number + 1, "previous": last.digest}
        last = Mark(event["number"], chain.digest_of(event))
        events.append(chain.line({name: event[name] for name in chain.FIELDS}, last.digest))
    return [chain.heading(after=chain.START, head=last), *events]


def headed(lines, *, after=None, head=None):
    told = json.loads(lines[0])
    told |= {name: value for name, value in (("after", after), ("head", head)) if value}
    return [json.dumps(told) + "\n", *lines[1:]]


def cut_and_headed(lines):
    last = json.loads(lines[6])
    return headed(lines[:7], head=f"{last['number']}:{last['digest']}")


def text_replaced(number, old, new):
    def tamper(lines):
        assert old in lines[number]
        return [*lines[:number], lines[number].replace(old, new), *lines[number + 1 :]]

    return tamper


IN_A_FILE = {
    "edit: number": with_event(4, number=40),
    "edit: number as a true": with_event(1, number=True),
    "edit: at": with_event(4, at="2020-01-01T00:00:00+00:00"),
    "edit: tag": with_event(4, tag="item.approve"),
    "edit: actor": with_event(4, actor=None),
    "edit: actor_label": with_event(4, actor_label="別人"),
    "edit: subject": with_event(4, subject="posts.post:1"),
    "edit: subject_label": with_event(4, subject_label="別の件名"),
    "edit: data": with_event(4, data={}),
    "edit: address": with_event(4, address="203.0.113.9"),
    "edit: workplace given": with_event(4, workplace="地-12"),
    "edit: workplace taken away": with_event(3, workplace=""),
    "edit: previous": with_event(4, previous="0" * 64),
    "edit: digest": with_event(4, digest="f" * 64),
    "edit: hashed anew": hashed_anew(4, actor_label="別人"),
    "edit: the last, hashed anew": hashed_anew(EVENTS, actor_label="別人"),
    "edit: all made anew": lambda lines: made_anew(with_event(4, actor_label="別人")(lines)),
    "edit: a key more": with_event(4, note="後から"),
    "edit: a key less": with_event(4, workplace=...),
    "edit: a key twice": text_replaced(4, '{"number"', '{"actor_label": "別人", "number"'),
    "edit: another spelling of a number": text_replaced(4, '"version": 4', '"version": 4.0'),
    "edit: no number at all": text_replaced(4, '"version": 4', '"version": NaN'),
    "edit: workplace of another kind": with_event(4, workplace=[]),
    "edit: number as a text": with_event(4, number="4"),
    "edit: nested without end": text_replaced(4, '"version": 4', f'"version": {"[" * 60_000}'),
    "deletion: first": lambda lines: [lines[0], *lines[2:]],
    "deletion: middle": lambda lines: [*lines[:4], *lines[5:]],
    "deletion: last": lambda lines: lines[:-1],
    "deletion: all made anew": lambda lines: made_anew([*lines[:4], *lines[5:]]),
    "deletion: everything but the heading": lambda lines: lines[:1],
    "insertion: twice the same": lambda lines: [*lines[:5], lines[4], *lines[5:]],
    "insertion: behind the end": lambda lines: [*lines, lines[4]],
    "insertion: an empty line": lambda lines: [*lines[:4], "\n", *lines[4:]],
    "insertion: a line of something else": lambda lines: [*lines[:4], "[]\n", *lines[4:]],
    "insertion: all made anew": lambda lines: made_anew([*lines[:5], lines[2], *lines[5:]]),
    "reorder: two neighbours": lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]],
    "reorder: backwards": lambda lines: [lines[0], *lines[:0:-1]],
    "reorder: all made anew": lambda lines: made_anew([*lines[:4], lines[5], lines[4], *lines[6:]]),
    "truncation": lambda lines: lines[:6],
    "truncation: within a line": lambda lines: [*lines[:-1], lines[-1][:40]],
    "truncation: heading rewritten": cut_and_headed,
    "heading: head": lambda lines: headed(lines, head=f"{EVENTS}:{'f' * 64}"),
    "heading: after": lambda lines: headed(lines, after=f"0:{'f' * 64}"),
    "heading: missing": lambda lines: lines[1:],
    "heading: another format": lambda lines: [lines[0].replace(chain.FORMAT, "other"), *lines[1:]],
    "file: empty": lambda lines: [],
}


def found_in_file(lines, mailed):
    try:
        return chain.verify(lines, anchor=mailed)[1]
    except chain.Unreadable as refusal:
        return [refusal]


def test_every_attempt_on_an_exported_file_is_found(trail, exported, figure):
    assert found_in_file(exported, trail) == []
    missed = [name for name, tamper in IN_A_FILE.items() if not found_in_file(tamper(exported), trail)]
    figure("tampering with a file", f"{len(IN_A_FILE) - len(missed)} found of {len(IN_A_FILE)} tried")
    assert missed == []


def run_alone(tmp_path, lines, *arguments):
    """As the auditor would: the file and the program in a folder of their own, without this system."""
    program = tmp_path / "chain.py"
    program.write_text(Path(chain.__file__).read_text())
    (tmp_path / "trail.jsonl").write_text("".join(lines))
    command = [sys.executable, "-I", str(program), "trail.jsonl", *arguments]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)


def test_program_alone_says_that_the_file_holds(tmp_path, trail, exported):
    told = run_alone(tmp_path, exported, "--head", str(trail))
    assert (told.returncode, told.stderr) == (0, "")
    assert f"1 番から {EVENTS} 番までの {EVENTS} 件の証跡は、すべてつながっています" in told.stdout
    assert "控えとも合っています" in told.stdout


def test_program_alone_names_the_place(tmp_path, exported):
    told = run_alone(tmp_path, with_event(4, actor_label="別人")(exported))
    assert told.returncode == 1
    assert "証跡 4 番の内容が記録後に変えられています" in told.stdout


def test_program_alone_finds_the_cut_behind_the_mailed_head(tmp_path, trail, exported):
    assert run_alone(tmp_path, cut_and_headed(exported)).returncode == 0
    told = run_alone(tmp_path, cut_and_headed(exported), "--head", str(trail))
    assert told.returncode == 1
    assert "末尾が切り取られています" in told.stdout


@pytest.mark.parametrize("arguments", [["--head", "12"], ["--head", "12:xyz"]])
def test_program_alone_refuses_a_head_that_is_none(tmp_path, exported, arguments):
    told = run_alone(tmp_path, exported, *arguments)
    assert told.returncode == 2
    assert "--head" in told.stderr


def test_program_alone_refuses_what_is_no_export(tmp_path):
    told = run_alone(tmp_path, ["Subject: Hello\n"])
    assert told.returncode == 2
    assert "確かめられません" in told.stderr


def test_part_of_the_trail_is_proven_by_a_head_within_it(tmp_path, trail, exported):
    second = json.loads(exported[2])
    part = [chain.heading(after=Mark(2, second["digest"]), head=trail), *exported[3:]]
    fifth = Mark(5, json.loads(exported[5])["digest"])
    assert found_in_file(part, trail) == []
    assert found_in_file(part, fifth) == []
    assert found_in_file(part, Mark(5, "f" * 64))
    told = run_alone(tmp_path, part)
    assert "3 番から 8 番までの 6 件" in told.stdout  # a part says that it is one
    (fault,) = found_in_file(part, Mark(1, json.loads(exported[1])["digest"]))
    assert "比べられません" in fault.sentence


# --- A part of the trail, held against the mailed head -------------------------------------------------------------


def forged_after(mark, number=2):
    """Events that never were, well linked, on top of that mark."""
    after, last, events = mark, mark, []
    for _ in range(number):
        event = {
            "number": last.number + 1,
            "at": "",
            "tag": "item.approve",
            "actor": 1,
            "actor_label": "捏造",
        }
        event |= {"subject": "", "subject_label": "", "data": {}, "address": None, "workplace": ""}
        event["previous"] = last.digest
        last = Mark(event["number"], chain.digest_of(event))
        events.append(chain.line(event, last.digest))
    return [chain.heading(after=after, head=last), *events]


def test_part_that_begins_on_another_head_than_the_mailed_one_is_found(tmp_path, trail):
    forged = forged_after(Mark(EVENTS, "f" * 64))
    told = run_alone(tmp_path, forged, "--head", str(trail))
    assert told.returncode == 1
    assert f"証跡 {EVENTS} 番のハッシュが控えと違います" in told.stdout
    assert "控えとも合っています" not in told.stdout


def test_part_that_begins_on_the_mailed_head_holds(tmp_path, trail):
    assert run_alone(tmp_path, forged_after(trail), "--head", str(trail)).returncode == 0


@pytest.mark.parametrize("mailed", [Mark(2, "f" * 64), Mark(12, "f" * 64)])
def test_part_that_the_mailed_head_lies_outside_is_neither_confirmed_nor_called_forged(tmp_path, mailed):
    part = forged_after(Mark(5, "a" * 64))
    told = run_alone(tmp_path, part, "--head", str(mailed))
    assert told.returncode == 1
    assert "控えとは比べられません" in told.stdout
    assert "控えとも合っています" not in told.stdout
    assert "ではありません" not in told.stdout


def test_heading_nested_without_end_is_told(tmp_path):
    told = run_alone(tmp_path, ["[" * 60_000 + "\n"])
    assert (told.returncode, "Traceback" in told.stderr) == (2, False)
