"""An office in which every paper bears marks of its own, so that whoever meets one can be told what he has met.

A mark is a word that stands nowhere else. With each goes the rule that says who may read it; the rules are the
product's own, and what is asked here is whether its pages ask them.
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from comments.cases.actions import evidence, life
from comments.cases.actions import measures as measure_actions
from comments.cases.actions.life import Report
from comments.cases.actions.measures import Wish
from comments.cases.rules import cases as case_rules
from comments.cases.screenshots import take_in
from comments.models import Case, LivePost, MeasureKind, Policy, Reply, TroubleType
from comments.policy import rules as policy_rules
from comments.replies import rules as reply_rules
from posts.drafting import rules as post_rules
from posts.imaging import store
from posts.models import AccountPost, Consent, Post, Register, Standing
from security.models import Device, User
from security.people.actors import Actor
from tests import factories
from tests.comments import factories as comment_factories
from tests.comments.cases import factories as case_factories
from tests.comments.policy import making
from tests.permissions.world import World

# Every mark begins so: a search for it finds all papers that can be found at all.
BEGINNING = "秘印"
FOUND = re.compile(rf"{BEGINNING}\d+号")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Mark:
    what: str
    may_read: Callable[[Actor], Any]


@dataclass
class Office:
    world: World
    marks: dict[str, Mark] = field(default_factory=dict)
    # Numbers of papers, which others bear too in their beginnings: looked for whole.
    numbers: dict[str, Mark] = field(default_factory=dict)

    def mark(self, what: str, may_read: Callable[[Actor], Any]) -> str:
        word = f"{BEGINNING}{next(_numbers)}号"
        self.marks[word] = Mark(what, may_read)
        return word

    def met_by(self, actor: Actor, text: str) -> set[str]:
        """What stands in the text although the rule of its paper says no to this reader."""
        met = {self.marks[word] for word in FOUND.findall(text) if word in self.marks}
        met |= {
            mark for number, mark in self.numbers.items() if re.search(rf"{re.escape(number)}(?!\d)", text)
        }
        return {mark.what for mark in met if not mark.may_read(actor)}


def office(world: World) -> Office:
    """Both sides with papers in every state, under one another's posts where they work together."""
    made = Office(world)
    sides = {"division": ("staff", "chief"), "contractor": ("poster", "manager")}
    live = {}
    for side, (author, approver) in sides.items():
        live[side] = _posts(made, side, world.people[author], world.people[approver])
        _devices(made, side, world.people[author])
        _consents(made, side, world.people[author])
    for side, (author, approver) in sides.items():
        for under in sides:
            _replies(made, f"{side} under {under}", world.people[author], world.people[approver], live[under])
            _case(made, f"{side} under {under}", world.people[author], live[under])
    _policies(made)
    return made


def _posts(made: Office, side: str, author: Any, approver: Any) -> LivePost:
    """One in each state that stays; the last one stands on the account."""
    post: Any
    for name in ("draft", "pending", "returned", "approved", "withdrawn", "published"):
        post = _post(made, f"{side}'s {name} post", author)
        if name != "draft":
            post = factories.submit(author, post)
        if name == "returned":
            reason = made.mark(f"{side}: why a post was returned", _of(post_rules.may_read, post))
            approval_actions.send_back(by=approver, item=post, seal=post.submission.seal, reason=reason)
        if name in ("approved", "published"):
            approval_actions.approve(by=approver, item=post, seal=post.submission.seal)
        if name in ("withdrawn", "published"):
            Post.objects.filter(pk=post.pk).update(state=State(name))
    register, _ = Register.objects.get_or_create(account="17841400000000009")
    AccountPost.objects.create(
        register=register,
        media_id=f"account-{post.pk}",
        caption="公開した朝",
        posted_at=timezone.now(),
        standing=Standing.EXPLAINED,
        post=post,
    )
    return comment_factories.live_post(post=post, first_line=f"{side}の公開した朝")


def _consents(made: Office, side: str, author: Any) -> None:
    """What the side was given: the other does not even learn by whom."""
    known: list[Consent] = []

    def mark(part: str) -> str:
        return made.mark(
            f"{side}'s consent: {part}", lambda actor: post_rules.may_read_consent(actor, known[0])
        )

    said = {name: mark(name) for name in ("given_by", "purpose", "how", "credit", "evidence_name")}
    known.append(factories.consent(author.appointments.get().organization, **said))


def _post(made: Office, what: str, author: User) -> Post:
    """Of a live post the caption is public; nothing else of the paper is."""
    known: list[Post] = []

    def mark(part: str) -> str:
        return made.mark(f"{what}: {part}", lambda actor: post_rules.may_read(actor, known[0]))

    caption = "公開した朝" if "published" in what else mark("caption")
    link = factories.link(label=mark("link"), agreed_with=mark("who agreed"))
    post = factories.draft(
        author, title=mark("title"), caption=f"{caption}\nhttps://www.example.jp/yuki", links=[link]
    )
    known.append(post)
    papers = {
        "alt_text": mark("alt text"),
        "right_holder": mark("right holder"),
        "evidence_note": mark("evidence"),
        "evidence_name": f"{mark('name of the paper')}.pdf",
        "original_name": f"{mark('name of the photo')}.jpg",
        "evidence_file": store.originals().put(b"%PDF-1.4 consent"),
    }
    post.photos.update(**papers)
    made.numbers[post.dossier.number] = Mark(f"{what}: number", _of(post_rules.may_read, post))
    return Post.objects.get(pk=post.pk)


def _replies(made: Office, what: str, author: Any, approver: Any, under: LivePost) -> None:
    reply: Any
    for name in ("draft", "pending", "returned", "approved"):
        comment = comment_factories.comment(under, text=f"{what}への{name}の声")
        known: list[Reply] = []
        text = made.mark(f"{what}: {name} reply", _of_the_first(reply_rules.may_read, known))
        reply = comment_factories.reply_draft(author, to=comment, text=text)
        known.append(reply)
        made.numbers[reply.dossier.number] = Mark(
            f"{what}: {name} reply's number", _of(reply_rules.may_read, reply)
        )
        if name != "draft":
            reply = comment_factories.reply_submit(author, reply)
        if name == "returned":
            reason = made.mark(f"{what}: why a reply was returned", _of(reply_rules.may_read, reply))
            approval_actions.send_back(by=approver, item=reply, seal=reply.submission.seal, reason=reason)
        if name == "approved":
            approval_actions.approve(by=approver, item=reply, seal=reply.submission.seal)


def _case(made: Office, what: str, author: Any, under: LivePost) -> None:
    """Reported, worked on, with a measure that waits and an emergency that is done."""
    known: list[Case] = []

    def mark(part: str, rule: Callable[[Actor, Case], Any] = case_rules.may_read_words) -> str:
        return made.mark(f"case of {what}: {part}", lambda actor: rule(actor, known[0]))

    comment = comment_factories.comment(under, text=f"{what}へのひどい声")
    kind = TroubleType.objects.get(code="T01")
    title, described = mark("title"), mark("what happened")
    shot = take_in(
        factories.photo_file(size=(300, 200)), f"{mark('screenshot', case_rules.may_read_evidence)}.jpg"
    )
    report = Report(kind=kind, title=title, description=described, comment=comment, screenshot=shot)
    case = life.open_case(by=author, report=report)
    known.append(case)
    made.numbers[case.number] = Mark(f"case of {what}: number", _of(case_rules.may_read, case))
    life.enter_note(by=author, case=case, text=mark("log"))
    evidence.keep_more(by=author, case=case, description=mark("found", case_rules.may_read_evidence))
    if Policy.objects.in_force() is None:
        case_factories.policy(made.world.people["staff"], made.world.people["chief"])
    wish = Wish(MeasureKind.HIDE, case_factories.GROUND, mark("why it was hidden"))
    measure_actions.act_in_emergency(by=author, case=case, wish=wish)
    wish = Wish(MeasureKind.DELETE, case_factories.GROUND, mark("why it is to be deleted"))
    refused = measure_actions.propose(by=author, case=case, wish=wish)
    measure_actions.refuse(by=_person(made, "chief"), measure=refused, reason=mark("why it was refused"))
    wish = Wish(MeasureKind.REPORT, case_factories.GROUND, mark("why it is to be reported"))
    measure_actions.propose(by=author, case=case, wish=wish)


def _policies(made: Office) -> None:
    for side, author in (("division", "staff"), ("contractor", "poster")):
        known: list[Policy] = []
        may_read = _of_the_first(policy_rules.may_read, known)
        words = [made.mark(f"{side}'s draft of the policy: {part}", may_read) for part in ("note", "text")]
        policy = making.draft(
            _person(made, author), days=9 + Policy.objects.count(), note=words[0], texts={1: words[1]}
        )
        known.append(policy)
        made.numbers[policy.dossier.number] = Mark(f"{side}'s draft of the policy: number", may_read)
        made.numbers[str(policy)] = Mark(f"{side}'s draft of the policy: its name", may_read)


def _person(made: Office, role: str) -> User:
    person = made.world.people[role]
    assert person
    return person


def _devices(made: Office, side: str, author: Any) -> None:
    organization = author.appointments.get().organization
    label = made.mark(
        f"{side}'s device", lambda actor: actor.is_of_prefecture or organization.pk in actor.organization_ids
    )
    Device.objects.create(
        number=f"{side}-9", organization=organization, kind=Device.Kind.TABLET, label=label,
        registered_by=_person(made, "administrator"),
    )  # fmt: skip


def _of_the_first(rule: Callable[[Actor, Any], Any], known: list[Any]) -> Callable[[Actor], Any]:
    """Of a paper that is not made yet: its words bear the mark from the beginning."""
    return lambda actor: rule(actor, known[0])


def _of(rule: Callable[[Actor, Any], Any], item: Any) -> Callable[[Actor], Any]:
    return lambda actor: rule(actor, item)
