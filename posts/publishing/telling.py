"""What keeps a post back, told by letter to those who can end it."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from approvals.models import Verdict
from outbox.claims import GRACE
from posts.publishing.models import PublishJob
from security.letters import writing as letters
from security.models import POSTERS, Appointment, User


@transaction.atomic
def of_nobody(job: PublishJob, sentence: str) -> None:
    """Nobody answers for it: to the posters of its organisation, and to whoever approved it. Once a publication."""
    posters = Appointment.objects.in_force().filter(organization=job.post.organization_id, role__in=POSTERS)
    given = job.submission.decisions.filter(verdict=Verdict.APPROVED)
    people = User.objects.filter(Q(pk__in=posters.values("user")) | Q(pk__in=given.values("by")))
    _write(people.filter(is_active=True), job, "nobody_answers", "担当の方がいないため", sentence)


def of_dead_link(job: PublishJob, sentence: str) -> None:
    """To the author and who is in charge, once a publication. Runs in the transaction that noted it."""
    ids = [one for one in (job.post.author_id, job.post.in_charge_id) if one]
    people = User.objects.filter(pk__in=ids, is_active=True)
    _write(people, job, "link_dead", "リンク先が開けないため", sentence)


def _write(people: Iterable[User], job: PublishJob, kind: str, because: str, sentence: str) -> None:
    until, url = job.asked_for + GRACE, f"{settings.PUBLIC_URL}{job.post.get_absolute_url()}"
    for person in people:
        context = {"person": person, "post": job.post, "sentence": sentence, "until": until, "url": url}
        letters.write(
            key=f"{kind}:{job.pk}",
            to=person,
            subject=f"{because}、投稿を待っています: {job.post}",
            body=render_to_string(f"posts/letters/{kind}.txt", context),
        )
