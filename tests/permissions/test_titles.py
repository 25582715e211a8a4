"""What somebody may not read is not named to him: not on a page, not in a list or a search, not in a letter."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db.models import QuerySet

from approvals import telling as approval_telling
from approvals.sending import telling
from comments.models import Case, Comment, LivePost, Measure, Policy, Reply
from comments.policy import querysets as policy_querysets
from posts.models import AccountPost, Consent, Post, PublishJob, SiteAgreement
from posts.publishing import telling as publishing_telling
from security.models import Letter, Notice, Role
from security.people.actors import Actor
from tests import factories, misses
from tests.permissions.addresses import Address, every_address, model_of
from tests.permissions.marks import BEGINNING, Office, office
from tests.permissions.world import OWNERS, attempt, has_owner, values, world

pytestmark = [pytest.mark.django_db, pytest.mark.clause("第２", "第５第２項")]

# Those to whom some rule says no; 地域政策課 itself reads everything.
READERS = ("unappointed", "poster", "manager", "other_poster", "administrator", "auditor")
# What the lists are asked for: everything that bears a mark, and their own narrowings.
SEARCHES = {
    "posts:list": ("state=draft", "state=published", f"q={BEGINNING}", f"holder={BEGINNING}"),
    "replies:list": ("state=draft",),
    "comments:list": (f"q={BEGINNING}", "q=声", "handling=", "handling=measure", "handling=reply"),
    "cases:list": (f"q={BEGINNING}", "state=open"),
    "security:trail": (f"q={BEGINNING}",),
}
# Walked together in one office, which takes longer to fill than most areas to walk.
WALKS = (("", "policy/", "security/", "admin/"), ("posts/",), ("comments/", "comments/replies/"), ("cases/",))
AREAS = tuple(chain.from_iterable(WALKS))
# Where readers of some papers meet them.
FULL = {"posts/", "comments/", "comments/replies/", "cases/", "policy/"}
# Of the pages of one step: their papers in the states in which most can be done.
STATES = ("pending", "published")
# Files and what only leads on; the sign-in's own pages know no papers.
NO_PAGES = re.compile(
    r"\.jpg|\.csv|\.ics|^accounts/|^media/|^healthz|^robots|^webhooks/|^styleguide/|jsi18n|^admin/.*/(delete|history)/"
)


def filled(address: Address, made: Office) -> Iterator[dict[str, Any]]:
    """The arguments that name each marked paper; else what the table of permissions tries."""
    name = address.name
    if not address.arguments:
        yield {}
    elif name == "replies:new":
        yield from ({"comment_pk": pk} for pk in pks(Comment))
    elif name in ("comments:detail", "comments:decide", "comments:assign", "cases:open_for_comment"):
        yield from ({"pk": pk} for pk in pks(Comment))
    elif name == "comments:of_post":
        yield from ({"pk": pk} for pk in pks(LivePost))
    elif name == "posts:live_post":
        yield from ({"pk": pk} for pk in pks(AccountPost))
    elif address.route.startswith("cases/measures/"):
        yield from ({"pk": pk} for pk in pks(Measure))
    elif address.route.startswith("cases/<"):
        for case in Case.objects.prefetch_related("steps"):
            step = case.steps.all()[0]
            for kind in ("hide", "delete", "report") if "kind" in address.arguments else ("hide",):
                yield {"pk": case.pk, "number": 1, "step_pk": step.pk, "kind": kind}
    elif address.route.startswith("posts/<"):
        posts = Post.objects.all() if name == "posts:detail" else Post.objects.filter(state__in=STATES)
        for post in posts.prefetch_related("photos"):
            photo = post.photos.all()[0]
            yield {"pk": post.pk, "photo_pk": photo.pk, "digest": photo.evidence_file}
    elif address.route.startswith("comments/replies/<"):
        whole = name == "replies:detail"
        yield from ({"pk": pk} for pk in pks(Reply if whole else Reply.objects.filter(state__in=STATES)))
    elif name == "posts:agreement":
        yield from ({"pk": pk} for pk in pks(SiteAgreement))
    elif address.route.startswith("posts/rights/<"):
        yield from ({"pk": pk} for pk in pks(Consent))
    elif address.route.startswith("policy/versions/<"):
        yield from ({"pk": pk} for pk in pks(Policy))
    elif model := model_of(address.route):
        yield from ({"object_id": pk, "pk": pk} for pk in pks(model)[:3])
    else:
        for owner in OWNERS if has_owner(address) else ("-",):
            yield values(address, owner, made.world)


def area_of(address: Address) -> str:
    return max((area for area in AREAS if address.route.startswith(area)), key=len)


def pks(model: Any) -> list[int]:
    rows = model if isinstance(model, QuerySet) else model._default_manager
    return list(rows.order_by("pk").values_list("pk", flat=True))


def told(response: Any) -> str:
    """The page, and what is said on the next one."""
    request = getattr(response, "wsgi_request", None)
    said = [str(one) for one in get_messages(request)] if request and response.status_code == 302 else []
    body = "" if response.streaming else response.content.decode(errors="replace")
    return "\n".join([body, response.headers.get("Location", ""), *said])


@pytest.fixture
def made(media_root):
    return office(world())


@pytest.mark.long
@pytest.mark.parametrize("areas", WALKS, ids=" ".join)
def test_no_page_names_what_its_reader_may_not_read(made, figure, caplog, areas):
    caplog.set_level("CRITICAL")
    found: set[str] = set()
    for area in areas:
        told_here, tries, met = walked(made, area)
        found |= told_here
        if not met and area in FULL:
            found.add(f"/{area} shows no mark: the office is not what is walked")
        figure(f"titles of /{area}", f"{len(made.marks)} marks, {tries} pages of {len(READERS)} readers")
    misses.none(sorted(found))


def walked(made: Office, area: str) -> tuple[set[str], int, int]:
    """What is told to whom it should not be; how many pages were looked at, and how many of them bear a mark."""
    people = made.world.people
    readers = {role: Actor.of(person) for role in READERS if (person := people[role])}
    found, tries, met = set(), 0, 0
    for address in every_address():
        if area_of(address) != area or NO_PAGES.search(address.route):
            continue
        for arguments in filled(address, made):
            path = address.filled(arguments)
            for asked in ("", *SEARCHES.get(address.name, ())):
                for role, actor in readers.items():
                    tried = attempt(made.world.clients[role], "GET", f"{path}?{asked}" if asked else path)
                    if tried.letter == "4":
                        continue
                    tries += 1
                    text = told(tried.response)
                    met += BEGINNING in text
                    found |= {
                        f"{role} at /{address.route}{asked and '?'}{asked}: {what}"
                        for what in made.met_by(actor, text)
                    }
    return found, tries, met


def test_no_notice_or_letter_names_what_its_reader_may_not_read(made):
    """A letter of notices says what they say."""
    letters, notices = Letter.objects.select_related("recipient"), Notice.objects.select_related("person")
    told_to = [(one.recipient, one.key, f"{one.subject}\n{one.body}") for one in letters]
    told_to += [(one.person, one.kind, f"{one.title}\n{one.sentence}") for one in notices]
    found = {
        f"{person} by {key}: {what}"
        for person, key, text in told_to
        for what in made.met_by(Actor.of(person), text)
    }
    assert len(told_to) > 8
    misses.none(sorted(found))


def test_who_works_for_the_other_side_by_now_is_told_nothing_of_his_former_papers(staff, poster, chief):
    """He wrote it, asked for its approval or gave it; it is not his to read any more."""
    contractor = poster.appointments.get().organization
    post = factories.approved(staff, chief, title=f"{BEGINNING}0号")
    staff.appointments.update(organization=contractor, role=Role.CONTRACTOR_POSTER)
    chief.appointments.update(organization=contractor, role=Role.MANAGER)
    new, before = factories.person(Role.SECTION_CHIEF), Notice.objects.latest("pk")
    assert set(telling.concerned(post, post.submission)) == {new}
    job = PublishJob.objects.create(post=post, submission=post.submission)
    telling.of_waiting(job, "担当の方がいません。")
    publishing_telling.of_dead_link(job, "開けませんでした。")
    approval_telling.of_loss(
        post, post.submission, was_approved=True, because="了解が終わりました。", by=None
    )
    told = Notice.objects.filter(title__contains=BEGINNING, pk__gt=before.pk)
    assert {notice.person for notice in told} == {new}


def test_the_walk_sees_what_is_named_to_the_wrong_reader(made, monkeypatch):
    """So that the walk does not hold because it is blind: with the rule behind the names gone, titles are met."""
    monkeypatch.setattr("comments.inbox.rules.may_read_papers", lambda actor, organization: True)
    poster = Actor.of(made.world.people["poster"])
    met: set[str] = set()
    for reply in Reply.objects.filter(organization__kind="contractor"):
        response = attempt(made.world.clients["poster"], "GET", reply.get_absolute_url()).response
        met |= made.met_by(poster, told(response))
    assert "division's published post: title" in met


def test_the_lists_of_readers_are_the_rules(made):
    """A query of what somebody may read finds nothing to which the rule says no."""
    actor = Actor.of(made.world.people["other_poster"])
    assert not any(one.state == "draft" for one in policy_querysets.readable_by(actor))
