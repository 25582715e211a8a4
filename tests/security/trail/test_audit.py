"""The trail of everything: append-only by the database itself, and tampering shows (第５第２項)."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from approvals import events as approval_events
from security.models import AuditEvent, AuditHead
from security.people.actors import Actor
from security.people.places import Place, current_place
from security.signing_in import actions
from security.signing_in import events as signing_in_events
from security.trail import recording as audit
from tests import factories
from tests.tampering import audit_guard_lifted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第５第２項")]


@pytest.fixture
def trail(staff):
    """Five events in one chain."""
    for number in range(5):
        audit.record(approval_events.EDITED, by=Actor.of(staff), label=f"できごと{number}", version=number)
    return AuditEvent.objects.order_by("number")


def faulty_numbers():
    return [fault.number for fault in audit.faults()]


def test_whole_trail_has_no_faults(trail):
    assert faulty_numbers() == []
    assert list(trail.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_each_event_names_the_one_before(trail):
    events = list(trail)
    assert [event.previous for event in events] == ["0" * 64, *(event.digest for event in events[:-1])]
    assert AuditHead.objects.get().digest == events[-1].digest


def test_event_tells_who_what_and_from_where(staff):
    token = current_place.set(Place(address="192.0.2.7", device="地-12 共用タブレット"))
    event = audit.record(approval_events.EDITED, by=Actor.of(staff), subject=staff, changed=["本文"])
    current_place.reset(token)
    stored = AuditEvent.objects.get(pk=event.pk)
    assert stored.actor_label == "地域政策課投稿者 佐藤 花子"
    assert (stored.subject, stored.subject_label) == (f"security.user:{staff.pk}", "佐藤 花子")
    assert (stored.data, stored.address) == ({"changed": ["本文"]}, "192.0.2.7")
    assert stored.workplace == "地-12 共用タブレット"
    assert list(audit.events_of(staff)) == [stored]


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_address_however_written_keeps_the_chain_whole(client, staff, address, stored):
    client.post("/accounts/login/", {"login": "nobody", "password": "wrong"}, REMOTE_ADDR=address)
    assert AuditEvent.objects.get().address == stored
    assert faulty_numbers() == []


def test_names_are_kept_as_typed():
    name = "神\ufa19塚\ufa10𠮷👩\u200d🌾"
    audit.record(approval_events.HANDED_OVER, by=Actor.of(factories.UserFactory(name=name)), reason=name)
    event = AuditEvent.objects.get()
    assert (event.actor_label, event.data["reason"]) == (name, name)
    assert faulty_numbers() == []


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        audit.record(approval_events.EDITED, by=None)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rolled_back_change_leaves_no_event_and_no_gap():
    person = factories.UserFactory()
    actions.note_sign_in(user=person)
    with transaction.atomic():
        actions.note_sign_out(user=person)
        transaction.set_rollback(True)
    actions.note_sign_in(user=person)
    assert list(AuditEvent.objects.order_by("number").values_list("number", "tag")) == [
        (1, signing_in_events.SIGN_IN.tag),
        (2, signing_in_events.SIGN_IN.tag),
    ]
    assert faulty_numbers() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE security_auditevent SET actor_label = 'x'",
        "UPDATE security_auditevent SET number = number + 10 WHERE number = 3",
        "DELETE FROM security_auditevent WHERE number = 5",
        "DELETE FROM security_auditevent",
    ],
)
def test_database_refuses_to_change_or_delete(trail, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert faulty_numbers() == []
    assert trail.count() == 5


@pytest.mark.postgres
def test_database_refuses_to_truncate(trail):
    with transaction.atomic():
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("TRUNCATE security_auditevent")
    assert trail.count() == 5


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite knows INSERT OR REPLACE")
def test_sqlite_refuses_to_replace_an_event(trail):
    """INSERT OR REPLACE deletes without firing a DELETE trigger, unless recursive triggers are on."""
    event = trail[2]
    columns = "id, number, at, tag, actor_label, subject, subject_label, data, previous, digest"
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(
            f"INSERT OR REPLACE INTO security_auditevent ({columns}) "  # noqa: S608 - the constant above
            f"SELECT {columns.replace('actor_label', repr('x'))} FROM security_auditevent WHERE id = %s",
            [event.pk],
        )
    assert faulty_numbers() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor_label", "別人"),
        ("tag", approval_events.APPROVED.tag),
        ("data", {"number": 99}),
        ("subject", "posts.post:1"),
        ("subject_label", "別の件名"),
        ("at", "2020-01-01T00:00:00Z"),
        ("address", "203.0.113.9"),
        ("actor", None),
    ],
)
def test_edited_event_is_found(trail, field, value):
    with audit_guard_lifted():
        AuditEvent.objects.filter(number=3).update(**{field: value})
    assert faulty_numbers() == [3]


def test_edited_event_with_its_hash_made_anew_is_found_at_the_next(trail):
    forged = trail[2]
    forged.actor_label = "別人"
    with audit_guard_lifted():
        AuditEvent.objects.filter(number=3).update(actor_label="別人", digest=audit.digest_of(forged))
    assert faulty_numbers() == [4]


def test_deleted_event_is_found(trail):
    with audit_guard_lifted():
        AuditEvent.objects.filter(number=3).delete()
    assert faulty_numbers() == [3]


def test_deleted_event_is_found_even_when_the_rest_is_renumbered(trail):
    with audit_guard_lifted():
        AuditEvent.objects.filter(number=3).delete()
        for number in (4, 5):
            AuditEvent.objects.filter(number=number).update(number=F("number") - 1)
        AuditHead.objects.update(number=4)
    assert 3 in faulty_numbers()


def test_inserted_event_is_found(trail):
    last = trail.last()
    AuditEvent.objects.create(
        number=6,
        at=last.at,
        tag=approval_events.APPROVED.tag,
        actor_label="捏造",
        previous=last.digest,
        digest="f" * 64,
    )
    assert 6 in faulty_numbers()


def test_event_appended_beside_the_head_is_found_even_when_well_made(trail):
    last = trail.last()
    forged = AuditEvent(
        number=6, at=last.at, tag=approval_events.APPROVED.tag, actor_label="捏造", previous=last.digest
    )
    forged.digest = audit.digest_of(forged)
    forged.save()
    assert faulty_numbers() == [6]


def test_reordered_events_are_found(trail):
    with audit_guard_lifted():
        for old, new in ((3, 99), (4, 3), (99, 4)):
            AuditEvent.objects.filter(number=old).update(number=new)
    assert {3, 4} <= set(faulty_numbers())


def test_cut_tail_is_found(trail):
    with audit_guard_lifted():
        AuditEvent.objects.filter(number__gte=4).delete()
    (fault,) = audit.faults()
    assert "末尾" in fault.sentence
    assert "5 番" in fault.sentence


def test_emptied_trail_is_found(trail):
    with audit_guard_lifted():
        AuditEvent.objects.all().delete()
    assert faulty_numbers() == [0]


def test_event_appended_during_the_walk_is_no_fault(trail, staff, monkeypatch):
    """As a sign-in in the middle of the night's check would be."""
    content_of, late = audit.content_of, iter([signing_in_events.SIGN_IN])

    def while_somebody_signs_in(event):
        for happened in late:
            audit.record(happened, by=Actor.of(staff))
        return content_of(event)

    monkeypatch.setattr(audit, "content_of", while_somebody_signs_in)
    assert faulty_numbers() == []
    assert AuditHead.objects.get().number == 6
    assert faulty_numbers() == []


@pytest.mark.parametrize("data", [1.5, {"ratio": 0.8}, [["focus", (50, 33.3)]], float("nan")])
def test_float_is_refused_because_databases_print_it_differently(data):
    with pytest.raises(TypeError, match="floats"):
        audit.record(approval_events.EDITED, by=None, changed=data)
    assert not AuditEvent.objects.exists()


def test_command_says_that_the_trail_is_whole(trail, chain_alone):
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert "5 件" in out.getvalue()
    assert trail.last().digest in out.getvalue()


def test_command_fails_and_names_the_place(trail):
    with audit_guard_lifted():
        AuditEvent.objects.filter(number=2).update(actor_label="別人")
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 か所"):
        call_command("verify_audit", stderr=err)
    assert "2 番" in err.getvalue()
