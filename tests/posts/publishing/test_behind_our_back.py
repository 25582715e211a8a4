"""Nothing goes out on rows that were written behind the program's back, and the post's page names what differs.

Every column that bears on what goes out, changed by SQL under an approved post whose job is due; then the real attempt
against the real sandbox. Of two kinds: before anything was handed over, and with everything handed over but the last
request.
"""

import datetime
from dataclasses import dataclass, field

import pytest
from django.db.models import F
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import events, seals
from approvals.models import Decision, Dossier, Guideline, State, Submission
from outbox.jobs import JobState
from posts.drafting import actions as post_actions
from posts.drafting.actions import Draft
from posts.imaging import store
from posts.models import Photo, Post, PublishJob
from posts.publishing import actions, errand
from security.models import Appointment, AuditEvent, Role
from tests import factories, misses
from tests.tampering import audit_guard_lifted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("第４第１項(1)")]

NAMED = "システム管理者に知らせてください"
KEPT = (Post, Photo, Submission, Decision, PublishJob, Appointment)


@dataclass
class Ground:
    """One due job, and everything else that a forger might put in its place."""

    job: PublishJob
    other: PublishJob
    stranger: Appointment
    rows: dict = field(default_factory=dict)

    @property
    def version(self):
        return Submission.objects.filter(pk=self.job.submission_id)

    @property
    def decision(self):
        return Decision.objects.filter(submission=self.job.submission_id)

    @property
    def row(self):
        return PublishJob.objects.filter(pk=self.job.pk)

    @property
    def photos(self):
        return Photo.objects.filter(post=self.job.post_id)

    @property
    def deciders(self):
        return Appointment.objects.filter(pk__in=self.decision.values("appointment"))

    @property
    def authors(self):
        return Appointment.objects.filter(pk__in=self.version.values("appointment"))

    def remember(self):
        self.rows = {model: list(model.objects.values()) for model in KEPT}

    def put_back(self):
        """Every row as it was, and the job due again."""
        for model, rows in self.rows.items():
            for row in rows:
                model.objects.filter(pk=row["id"]).update(**row)


@pytest.fixture
def ground(sandbox, clock, staff, chief, job_of):
    clock.hold()
    stranger = factories.AppointmentFactory(user=factories.UserFactory(), role=Role.SECTION_CHIEF)
    ground = Ground(job_of(photos=2), job_of(photos=2, caption="ほかの投稿"), stranger)
    ground.remember()
    return ground


def another_guideline():
    today = timezone.localdate()
    return Guideline.objects.get_or_create(kind="operation", version="偽", in_force_from=today)[0]


def other_text(text):
    return text.replace("おはようございます", "すりかえた本文")


def rewritten(ground):
    """Post, sealed text, seal and every name of the seal, all in accord."""
    Post.objects.filter(pk=ground.job.post_id).update(caption="すりかえた本文")
    post = Post.objects.get(pk=ground.job.post_id)
    version = post.submission
    content = post.FORMS[version.form].write(post.sealed_content())
    seal = seals.seal_on_terms_of(version, post, content)
    ground.version.update(content=seals.canonical(content), seal=seal)
    ground.decision.update(seal=seal)


DAY, SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)
COLUMNS = {
    Submission: {
        "dossier": lambda g: g.version.update(dossier=Dossier.objects.create(fiscal_year=2000, serial=1)),
        "number": lambda g: g.version.update(number=7),
        "form": lambda g: g.version.update(form=99),
        "content": lambda g: g.version.update(content=other_text(g.job.submission.content)),
        "seal": lambda g: g.version.update(seal="f" * 64),
        "steps": lambda g: g.version.update(steps=[]),
        "confirmations": lambda g: g.version.update(confirmations=[]),
        "operation_guideline": lambda g: g.version.update(operation_guideline=another_guideline()),
        "social_media_guideline": lambda g: g.version.update(social_media_guideline=another_guideline()),
        "submitted_by": lambda g: g.version.update(submitted_by=g.stranger.user),
        "appointment": lambda g: g.version.update(appointment=g.stranger),
        "submitted_at": lambda g: g.version.update(submitted_at=F("submitted_at") - SECOND),
        "mac": lambda g: g.version.update(mac=""),
    },
    Decision: {
        "submission": lambda g: g.decision.update(submission=another_version(g)),
        "step": lambda g: g.decision.update(step="manager"),
        "verdict": lambda g: g.decision.update(verdict="returned", reason="理由"),
        "seal": lambda g: g.decision.update(seal="f" * 64),
        "reason": lambda g: g.decision.update(reason="後から"),
        "by": lambda g: g.decision.update(by=g.stranger.user),
        "by, the author himself": lambda g: g.decision.update(by=g.job.post.author),
        "appointment": lambda g: g.decision.update(appointment=g.stranger),
        "decided_at": lambda g: g.decision.update(decided_at=F("decided_at") - SECOND),
        "mac": lambda g: g.decision.update(mac="f" * 64),
        "mac, another's": lambda g: g.decision.update(
            mac=Decision.objects.get(submission=g.other.submission_id).mac
        ),
    },
    PublishJob: {
        "post": lambda g: (g.row.update(post=g.other.post)),
        "post and submission": lambda g: (
            PublishJob.objects.filter(pk=g.other.pk).update(state=JobState.FAILED),
            g.row.update(post=g.other.post, submission=g.other.submission),
        ),
        "submission": lambda g: (
            PublishJob.objects.filter(pk=g.other.pk).update(state=JobState.FAILED),
            g.row.update(submission=g.other.submission),
        ),
        "asked_for": lambda g: g.row.update(asked_for=F("asked_for") + DAY),
        "children": lambda g: g.row.update(children=g.other.children or ["17990000000000001"]),
        "container": lambda g: g.row.update(container=g.other.container or "17990000000000001"),
        "mac": lambda g: g.row.update(mac=g.other.mac),
    },
    Photo: {
        "rendition": lambda g: g.photos.filter(position=1).update(
            rendition=Photo.objects.get(post=g.job.post_id, position=2).rendition
        ),
        "position": lambda g: g.photos.update(position=3 - F("position")),
        "alt_text": lambda g: g.photos.update(alt_text="すりかえた説明"),
        "post": lambda g: g.photos.filter(position=2).update(post=g.other.post, position=9),
    },
    Appointment: {
        "user": lambda g: g.deciders.update(user=g.stranger.user),
        "organization": lambda g: g.deciders.update(organization=factories.ContractorFactory()),
        "role": lambda g: g.deciders.update(role=Role.ADMINISTRATOR),
        "valid_from": lambda g: g.deciders.update(valid_from=F("valid_from") - DAY),
        "valid_until": lambda g: g.deciders.update(valid_until=timezone.localdate() + 9 * DAY),
        "deputizes": lambda g: g.deciders.update(
            deputizes=g.stranger, valid_until=timezone.localdate() + 9 * DAY
        ),
        "appointed_by": lambda g: g.deciders.update(appointed_by=g.stranger.user),
        "ended_at": lambda g: g.deciders.update(
            ended_at=timezone.now() + 9 * DAY, ending_reason="後から"
        ),
        "mac": lambda g: g.deciders.update(mac=""),
        "the author's role": lambda g: g.authors.update(role=Role.AUDITOR),
    },
}  # fmt: skip
TOGETHER = {
    "post, content, seal and decision rewritten in accord": rewritten,
    "the decision taken away": lambda g: g.decision.delete(),
}


def another_version(ground):
    """One of the same document, with nothing decided."""
    row = Submission.objects.get(pk=ground.job.submission_id)
    row.pk, row.number = None, 40 + Submission.objects.count()
    row.save()
    return row


def tried():
    for model, changes in COLUMNS.items():
        for name, change in changes.items():
            yield f"{model.__name__}.{name}", change
    yield from TOGETHER.items()


def put_back_what_was_deleted(ground):
    for row in ground.rows[Decision]:
        if not Decision.objects.filter(pk=row["id"]).exists():
            Decision.objects.bulk_create([Decision(**row)])


def what_was_missed(ground, sandbox):
    before = sandbox.state()["counts"]["media"]
    missed = []
    for name, change in tried():
        change(ground)
        ground.row.update(due_at=timezone.now())
        errand.run(ground.job.pk)
        job = ground.row.get()
        if sandbox.state()["counts"]["media"] != before:
            missed.append(f"{name}: published")
            before = sandbox.state()["counts"]["media"]
        elif NAMED not in job.problem:
            missed.append(f"{name}: not named, {job.state} {job.problem!r}")
        put_back_what_was_deleted(ground)
        ground.put_back()
    return missed


def test_every_column_that_the_mac_covers_is_tried():
    for model, changes in COLUMNS.items():
        covered = set(getattr(model, "COVERED", ())) - {"id"}
        assert covered <= set(changes), model


@pytest.mark.long
def test_nothing_goes_out_on_rows_changed_before_anything_was_handed_over(ground, sandbox, figure, work_off):
    missed = what_was_missed(ground, sandbox)
    number = len(list(tried()))
    figure("rows changed behind our back", f"{number - len(missed)} stopped and named of {number} tried")
    misses.none(missed)
    assert work_off(ground.job).state == JobState.DONE  # every change was taken back


@pytest.mark.long
def test_nothing_goes_out_on_rows_changed_before_the_last_request(ground, sandbox, figure, work_off, clock):
    sandbox.set(processing_seconds=5)
    for job in (ground.job, ground.other):
        for _ in range(3):
            clock.reach(job.due_at)
            errand.run(job.pk)
            job.refresh_from_db()
        assert job.children
    ground.remember()
    missed = what_was_missed(ground, sandbox)
    number = len(list(tried()))
    figure(
        "rows changed before the last request", f"{number - len(missed)} stopped and named of {number} tried"
    )
    misses.none(missed)
    assert work_off(ground.job).state == JobState.DONE


@pytest.mark.clause("第４第１項(2)")
@pytest.mark.parametrize("way", ["other bytes", "away"])
def test_files_of_photos_changed_on_disk_are_named(ground, sandbox, way):
    path = store.renditions().path(ground.photos.get(position=2).rendition)
    if way == "away":
        path.unlink()
    else:
        path.chmod(0o600)
        path.write_bytes(factories.photo_file("red").read())
    errand.run(ground.job.pk)
    assert sandbox.state()["counts"]["media"] == 0
    assert "2枚目の写真" in ground.row.get().problem


# --- Whole histories that never were -------------------------------------------------------------------------------


def test_a_decision_forged_in_the_authors_own_name_is_not_believed(sandbox, staff):
    post = factories.submitted(staff)
    appointment = staff.appointments.get()
    forged = Decision(submission=post.submission, step="chief", verdict="approved", by=staff)
    forged.seal, forged.appointment, forged.mac = post.submission.seal, appointment, post.submission.mac
    Decision.objects.bulk_create([forged])
    Post.objects.update(state=State.APPROVED)
    job = actions.publish_now(by=staff, post=Post.objects.get())
    errand.run(job.pk)
    job.refresh_from_db()
    assert sandbox.state()["counts"]["media"] == 0
    assert "承認の記録「移住交流担当課長の承認」が、決定されたときのものと違って" in job.problem


def test_an_approval_that_was_taken_back_is_not_brought_back_by_its_old_rows(sandbox, staff, chief):
    post = factories.approved(staff, chief)
    approval_actions.revoke(by=chief, item=post, reason="誤りがある")
    Decision.objects.filter(verdict="revoked").delete()
    Post.objects.update(state=State.APPROVED, submission=post.submission, is_returned=False)
    job = actions.publish_now(by=staff, post=Post.objects.get())
    errand.run(job.pk)
    job.refresh_from_db()
    assert sandbox.state()["counts"]["media"] == 0
    assert "この版はすでに終わっています(「承認を取り消した」)" in job.problem


@pytest.mark.parametrize("hand", ["wrote", "edited"])
def test_whoever_had_a_hand_in_it_is_known_by_the_trail(sandbox, staff, chief, hand):
    """His name struck from the contributors, the program itself let him decide."""
    factories.AppointmentFactory(user=chief, role=Role.PREFECTURE_POSTER)
    post = factories.draft(chief if hand == "wrote" else staff)
    if hand == "edited":
        changed = Draft(fields={"caption": "直しました。"})
        post_actions.save_draft(by=chief, post=post, version=post.version, draft=changed)
    post = factories.submit(staff, Post.objects.get(pk=post.pk))
    post.dossier.contributors.remove(chief)
    approval_actions.approve(by=chief, item=post, seal=post.submission.seal)
    job = actions.publish_now(by=staff, post=Post.objects.get())
    errand.run(job.pk)
    job.refresh_from_db()
    assert sandbox.state()["counts"]["media"] == 0
    assert "起案または編集に加わっています" in job.problem


@pytest.mark.parametrize("tag", [events.APPROVED.tag, events.SUBMITTED.tag])
def test_an_approval_that_the_trail_does_not_know_is_not_believed(ground, sandbox, tag):
    with audit_guard_lifted():
        AuditEvent.objects.filter(tag=tag).delete()
    errand.run(ground.job.pk)
    assert sandbox.state()["counts"]["media"] == 0
    assert "証跡にありません" in ground.row.get().problem


def test_an_appointment_given_to_oneself_by_sql_decides_nothing(sandbox, staff, chief):
    """The program took him for the chief; what goes out asks whether it had made him one."""
    Appointment.objects.bulk_create(
        [Appointment(user=chief, organization=chief.appointments.get().organization, role="section_chief",
                     valid_from=timezone.localdate())]
    )  # fmt: skip
    chief.appointments.exclude(mac="").update(valid_until=timezone.localdate() - DAY)
    post = factories.approved(staff, chief)
    job = actions.publish_now(by=staff, post=post)
    errand.run(job.pk)
    job.refresh_from_db()
    assert sandbox.state()["counts"]["media"] == 0
    assert "任用の記録が、登録されたときのものと違って" in job.problem


def test_saving_a_forged_row_for_an_honest_reason_does_not_make_it_good(chief):
    Appointment.objects.filter(user=chief).update(role=Role.ADMINISTRATOR)
    forged = Appointment.objects.get(user=chief)
    forged.ended_at, forged.ending_reason = timezone.now(), "異動"
    forged.save()
    assert not Appointment.objects.get(user=chief).is_authentic


def test_saving_an_honest_row_signs_it_as_it_stands(chief):
    """Of a row that was loaded before somebody else's change, only the written columns are signed anew."""
    loaded, meanwhile = (Appointment.objects.get(user=chief) for _ in range(2))
    meanwhile.ended_at, meanwhile.ending_reason = timezone.now(), "異動"
    meanwhile.save()
    loaded.valid_until = timezone.localdate() + DAY
    loaded.save(update_fields=["valid_until"])
    assert Appointment.objects.get(user=chief).is_authentic
