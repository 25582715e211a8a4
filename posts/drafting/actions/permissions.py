"""Permissions as they are given and taken back: of photos (第４第１項(2), 第３項(2)) and of sites (同(3)ウ)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from posts.drafting import events, lapsing, rules
from posts.drafting.models import Photo, Post, SiteAgreement
from security.models import POSTERS, Organization, User
from security.office import addresses
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

# Posts whose approval rests on what an agreement said.
RESTING = (State.PENDING, State.APPROVED, State.PUBLISHING)


@transaction.atomic
def withdraw_permission(*, by: User, photo: Photo, reason: str) -> None:
    """Record that the photo may no longer be shown, from today on, whatever the post's state. A reason is needed."""
    actor, post = Actor.of(by), approval_actions.locked(photo.post)
    photo = post.photos.get(pk=photo.pk)
    require(rules.may_withdraw_permission(actor, photo))
    if not reason.strip():
        raise Refused(
            no(
                "理由を入力してください。",
                remedy="誰から、いつ、どのように申し出があったかを書いてください。",
            )
        )
    photo.permission_withdrawn_on = timezone.localdate()
    photo.save(update_fields=["permission_withdrawn_on"])
    audit.record(
        events.PERMISSION_WITHDRAWN, by=actor, subject=post, place=photo.position, reason=reason.strip()
    )


@transaction.atomic
def save_site_agreement(*, by: User, agreement: SiteAgreement) -> SiteAgreement:
    """Keep a standing agreement of a site's owner for reuse, change it, or end it by its `valid_until`.

    A new one is of the side for which the person posts, whatever the row says; that never changes afterwards. Raises
    Refused, or ValidationError by the field.
    """
    actor = Actor.of(by)
    require(rules.may_draft(actor))
    lapsing.lock(agreement)
    stored = SiteAgreement.objects.select_for_update().filter(pk=agreement.pk).first()
    if stored:
        require(rules.may_keep_agreement(actor, stored))
    agreement.organization = stored.organization if stored else _side_of(actor)
    agreement.host = addresses.site_host(agreement.host)
    _refuse_double(agreement)
    if agreement.agreed_on and agreement.agreed_on > timezone.localdate():
        raise ValidationError({"agreed_on": "了解を得た日が先の日付です。得た日を入力してください。"})
    agreement.full_clean()
    if stored and _says(stored) != _says(agreement):
        _require_free(stored)
    agreement.save()
    audit.record(
        events.AGREEMENT_SAVED,
        by=actor,
        subject=agreement,
        agreed_with=agreement.agreed_with,
        valid_until=agreement.valid_until.isoformat() if agreement.valid_until else None,
    )
    if stored and _ends_earlier(agreement, stored):
        lapsing.agreement_shortened(agreement)
    return agreement


def _side_of(actor: Actor) -> Organization:
    appointment = actor.appointment(*POSTERS)
    assert appointment is not None  # noqa: S101 - the rule has just found it
    return appointment.organization


def keep_agreements_ends(post: Post) -> None:
    """For the seal: the ends of the standing agreements as they stand, which stand until the transaction ends.

    Runs in the transaction of the submission, the post locked: in the order in which `save_site_agreement` locks.
    """
    used = post.links.exclude(agreement=None).values("agreement")
    for agreement in SiteAgreement.objects.filter(pk__in=used).order_by("pk").select_for_update():
        post.links.filter(agreement=agreement).update(agreement_until=agreement.valid_until)


def _refuse_double(agreement: SiteAgreement) -> None:
    """A host in Japanese letters and in xn-- is one site. Each side may have an agreement of its own."""
    mine = SiteAgreement.objects.filter(organization=agreement.organization)
    others = mine.exclude(pk=agreement.pk).values_list("host", flat=True)
    if any(addresses.same_host(agreement.host, host) for host in others.iterator()):
        raise Refused(no("このサイトの了解はすでに登録されています。", clause="第４第１項(3)ウ"))


def _ends_earlier(agreement: SiteAgreement, stored: SiteAgreement) -> bool:
    if agreement.valid_until is None:
        return False
    return stored.valid_until is None or agreement.valid_until < stored.valid_until


def _says(agreement: SiteAgreement) -> tuple[object, ...]:
    """What approvers have seen of it; its end is asked about anew right before publishing."""
    return agreement.host, agreement.agreed_with, agreement.agreed_on, agreement.agreed_how


def _require_free(agreement: SiteAgreement) -> None:
    if Post.objects.filter(links__agreement=agreement, state__in=RESTING).exists():
        raise Refused(
            no(
                "承認待ちまたは承認済の投稿で使われているため、期限のほかは変更できません。",
                clause="第４第１項(3)ウ",
                remedy="投稿が済んでから変更するか、期限を入れて終わらせてください。",
            )
        )
