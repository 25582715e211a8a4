"""Rows for tests: people with their appointments, and drafts that lack nothing. Explicit, never random."""

import datetime
import io
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

import factory
from django.utils import timezone
from PIL import Image

from approvals import actions as approval_actions
from approvals.models import Guideline
from posts.drafting import actions as post_actions
from posts.drafting import rules
from posts.drafting.actions import Draft, PhotoEdit, Upload
from posts.imaging import store
from posts.models import Consent, Link, Post, SiteAgreement, Topic
from security.confirming import actions as confirming
from security.models import AccountChange, Acknowledgement, Appointment, Organization, PolicyText, Role, User
from security.office.calendar import fiscal_year


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization
        django_get_or_create = ("kind",)

    kind = Organization.Kind.PREFECTURE
    name = "地域政策課"


class ContractorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    kind = Organization.Kind.CONTRACTOR
    name = factory.Sequence(lambda n: f"株式会社サンプル企画{n}")
    contract_name = "カフェ運営業務"
    contract_from = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=30))
    contract_until = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"職員{n}")
    password = "unknown"


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.PREFECTURE_POSTER
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=10))

    @factory.post_generation
    def acknowledged(self, create, extracted, **kwargs):
        """Whoever works here has acknowledged the policy, also in the years that a test may travel to."""
        if create and extracted is not False:
            acknowledged(self.user)


def acknowledged(user: User, *, years: Sequence[int] | None = None) -> None:
    """The policy acknowledged in these fiscal years: by default this one, the one before and three to come."""
    this_year = fiscal_year(timezone.localdate())
    text = PolicyText.objects.earliest("in_force_from")
    Acknowledgement.objects.bulk_create(
        [
            Acknowledgement(user=user, fiscal_year=year, text=text)
            for year in years or range(this_year - 1, this_year + 4)
        ],
        ignore_conflicts=True,
    )


def person(role, organization=None, **names):
    """A person appointed to the role from ten days ago on."""
    organization = organization or OrganizationFactory()
    return AppointmentFactory(user=UserFactory(**names), role=role, organization=organization).user


def confirmed(person: User) -> User:
    """What waits for a second person in this account has been confirmed, as from the command line."""
    for change in AccountChange.objects.waiting().filter(person=person):
        confirming.confirm(by=None, change=change)
    return person


def photo_file(
    color: str = "steelblue", size: tuple[int, int] = (1200, 1000), format: str = "JPEG"
) -> io.BytesIO:
    return io.BytesIO(_photo(color, size, format))


@cache
def _photo(color: str, size: tuple[int, int], format: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, format=format)
    return file.getvalue()


COMPLETE_PHOTO = {
    "alt_text": "雪の朝の並木道",
    "relation_confirmed": True,
    "source": "own",
    "right_holder": "地域政策課",
    "evidence_note": "令和8年10月2日に職員が撮影",
    "people": "none",
}


def link(url: str = "https://www.example.jp/yuki", **fields: object) -> Link:
    """A link of which all three conditions are met."""
    agreed_on = timezone.localdate() - datetime.timedelta(days=3)
    agreement = {"agreed": True, "agreed_with": "〇〇町観光課", "agreed_on": agreed_on, "agreed_how": "電話"}
    return Link(**{"url": url, "label": "雪まつり", "related": True, "decent": True, **agreement, **fields})


def agreement(organization: Organization | None = None, **fields: object) -> SiteAgreement:
    """A site's standing agreement, the division's if not said otherwise."""
    said = {"agreed_with": "〇〇町", "agreed_on": timezone.localdate(), "agreed_how": "文書"}
    owner: Any = organization or OrganizationFactory()
    values: dict[str, Any] = {"host": "www.example.jp", **said, **fields}
    return SiteAgreement.objects.create(organization=owner, **values)


def consent(organization: Organization | None = None, **fields: object) -> Consent:
    """An entry of the library with its paper, the division's if not said otherwise."""
    said = {"given_by": "〇〇町", "purpose": "風景写真", "how": "文書", "source": "provided"}
    paper = {"evidence_file": store.originals().put(b"%PDF-1.4 consent"), "evidence_name": "許諾書.pdf"}
    owner: Any = organization or OrganizationFactory()
    return Consent.objects.create(organization=owner, **{**said, **paper, **fields})


def draft(by: User, *, photos: int = 1, links: Sequence[Link] = (), **fields: object) -> Post:
    """A draft made through the product's own actions that lacks nothing."""
    uploads = [
        Upload(photo_file(["steelblue", "seagreen", "peru"][n % 3], (1200 + n, 1000)), f"photo{n}.jpg")
        for n in range(photos)
    ]
    new_photos, refusals = post_actions.take_in(uploads)
    assert not refusals
    values = {"title": "雪の朝", "caption": "おはようございます。\n#北海道", "generated": "no", **fields}
    post = post_actions.create_draft(
        by=by,
        form_key=uuid.uuid4(),
        draft=Draft(fields=values, topics=list(Topic.objects.all()[:1]), new_photos=new_photos, links=links),
    )
    edits = [PhotoEdit(pk=photo.pk, focus=(50, 50), fields=COMPLETE_PHOTO) for photo in post.photos.all()]
    post_actions.save_draft(by=by, post=post, version=1, draft=Draft(fields={}, photos=edits))
    return Post.objects.get(pk=post.pk)


def submitted(by, **fields):
    """A pending post with its first sealed version."""
    return submit(by, draft(by, **fields))


def submit(by: User, post: Post) -> Post:
    """Ask for approval of the post as it stands, with everything confirmed."""
    guideline = Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)
    confirmed = [one.sentence for one in rules.confirmations(guideline)]
    post_actions.submit(by=by, post=post, version=post.version, confirmed=confirmed)
    return Post.objects.get(pk=post.pk)


def edited(by: User, post: Post, **fields: object) -> Post:
    """Save a change of these fields."""
    stored = Post.objects.get(pk=post.pk)
    post_actions.save_draft(by=by, post=stored, version=stored.version, draft=Draft(fields=fields))
    return Post.objects.get(pk=post.pk)


def approved(by, *approvers, **fields):
    """Approved step by step by the given people."""
    post = submitted(by, **fields)
    for approver in approvers:
        approval_actions.approve(by=approver, item=post, seal=post.submission.seal)
    return Post.objects.get(pk=post.pk)
