"""The people who try each address, and the objects that they try it on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.messages import ERROR, get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from approvals.models import State
from comments.models import Comment, HintWord, LivePost, OwnAnswer, Policy, Reply, ReplyTemplate
from comments.policy import actions as policy_actions
from outbox.jobs import JobState
from posts.imaging import store
from posts.models import (
    AccountPost,
    AccountProfile,
    Consent,
    Expression,
    Phrase,
    Post,
    Register,
    SiteAgreement,
    Standing,
)
from posts.publishing.by_hand import actions as by_hand
from security.confirming import actions as confirming
from security.models import (
    AccessToken,
    ChangeKind,
    Device,
    Letter,
    Network,
    Notice,
    Organization,
    PasswordChange,
    PasswordTask,
    Role,
    User,
)
from tests import factories
from tests.comments import factories as comment_factories
from tests.comments.policy import making
from tests.permissions.addresses import Address, model_of
from tests.permissions.case_objects import COMMENT_OF_A_CASE, MADE_FOR_CASES
from tests.signing_in import Browser

# The columns of table.txt.
ROLES = (
    "anonymous", "unappointed", "chief", "staff", "manager", "poster", "other_manager", "other_poster",
    "administrator", "auditor",
)  # fmt: skip
BODIES: tuple[dict[str, Any], ...] = (
    {},
    # What nobody may set by sending it along.
    {
        "nonsense": "x", "id": "1", "pk": "1", "state": "approved", "organization": "1", "author": "1",
        "submission": "1", "dossier": "1", "version": "0", "role": "administrator", "is_active": "on",
        "is_staff": "on", "is_superuser": "on", "user": "1", "action": "delete_selected", "_selected_action": "1",
    },
)  # fmt: skip


@dataclass
class World:
    """Two contractors and the division, each person with a browser of his own.

    What an address is tried with is made once: every attempt is taken back, so the next address finds it as it was.
    """

    people: dict[str, User | None]
    clients: dict[str, Client]
    contractor: Any
    made: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def once(self, *what: object, make: Callable[[], Any]) -> Any:
        if what not in self.made:
            self.made[what] = make()
        return self.made[what]


def world() -> World:
    contractor, other = factories.ContractorFactory(), factories.ContractorFactory()
    people = {
        "anonymous": None,
        "unappointed": factories.UserFactory(),
        "chief": factories.person(Role.SECTION_CHIEF),
        "staff": factories.person(Role.PREFECTURE_POSTER),
        "manager": factories.person(Role.MANAGER, contractor),
        "poster": factories.person(Role.CONTRACTOR_POSTER, contractor),
        "other_manager": factories.person(Role.MANAGER, other),
        "other_poster": factories.person(Role.CONTRACTOR_POSTER, other),
        "administrator": factories.person(Role.ADMINISTRATOR),
        "auditor": factories.person(Role.AUDITOR),
    }
    clients = {role: signed_in(person) for role, person in people.items()}
    return World(people, clients, contractor)


def signed_in(person: User | None, **options: Any) -> Client:
    client = Browser(raise_request_exception=False, **options)
    if person:
        client.force_login(person)
    return client


# --- Objects -------------------------------------------------------------------------------------------------------

# The state in which an address can do most; a draft where nothing else is said.
STATES = {
    "decide": State.PENDING,
    "pull_back": State.PENDING,
    "admin:posts_post_change": State.PENDING,
    "revoke": State.APPROVED,
    "publish": State.APPROVED,
    "mark_read": State.APPROVED,
    "take_note": State.FAILED,
    "see_after": State.APPROVED,
    "reopen": State.EXPIRED,
    "retry": State.FAILED,
    "by_hand": State.APPROVED,
    "by_hand_picture": State.PUBLISHING,
    "by_hand_record": State.PUBLISHING,
    "by_hand_give_back": State.PUBLISHING,
    "resolve": State.UNCONFIRMED,
    "not_there": State.UNCONFIRMED,
    "note_difference": State.PUBLISHED,
    "record_removal": State.PUBLISHED,
}
# Whose the object is, in table.txt; "-" where there is none or it belongs to nobody.
OWNERS = {"prefecture": ("staff", "chief"), "contractor": ("poster", "manager")}


def values(address: Address, owner: str, world: World) -> dict[str, Any]:
    """What the address's arguments name."""
    AccessToken.objects.all().delete()  # what one address is tried with stands in no other's way
    if address.name == "admin:comments_policy_change":
        return MADE[address.name](world, owner)
    if model := model_of(address.route):
        row: Any
        if model is Post:
            row = _post(address, "prefecture", world)
        elif model is Reply:
            row = _reply("decide", "prefecture", world)
        else:
            row = model._default_manager.first()
        return {"object_id": row.pk if row else 1, "pk": row.pk if row else 1}
    if address.route.startswith("comments/replies/<"):
        return {"pk": _reply(address.name.removeprefix("replies:"), owner, world).pk}
    if address.route.startswith("posts/<"):
        post = _post(address, owner, world)
        photo = post.photos.get()
        digest = photo.rendition if "images" in address.route else photo.evidence_file
        return {"pk": post.pk, "photo_pk": photo.pk, "digest": digest, "place": 1}
    if (maker := MADE.get(address.name)) is _restricted:  # its token is gone by now
        return _restricted(world, owner)
    if maker:
        made: dict[str, Any] = world.once(maker, owner, make=lambda: maker(world, owner))
        return made
    return {
        "ticket": "none", "uidb36": "1", "key": "none", "app_label": "security", "url": "nothing/here/",
        "content_type_id": 1, "object_id": 1, "pk": 1, "secret": "none",
    }  # fmt: skip


def _link(world: World, owner: str) -> dict[str, Any]:
    """Of a live post."""
    author, approver = (world.people[role] for role in OWNERS[owner])
    post = factories.approved(author, approver, links=[factories.link("https://www.example.jp/")])
    Post.objects.filter(pk=post.pk).update(state=State.PUBLISHED)
    return {"pk": post.links.get().pk}


def _post(address: Address, owner: str, world: World) -> Post:
    state = STATES.get(address.name.removeprefix("posts:"), State.DRAFT)
    made: Post = world.once(Post, state, owner, make=lambda: _post_in(state, owner, world))
    return made


def _post_in(state: State, owner: str, world: World) -> Post:
    author, approver = (world.people[role] for role in OWNERS[owner])
    assert author
    if state == State.DRAFT:
        post = factories.draft(author)
    elif state == State.PENDING:
        post = factories.submitted(author)
    else:
        post = factories.approved(author, approver)
        if state in (State.FAILED, State.UNCONFIRMED):
            now, ended = timezone.now(), JobState[state.name]
            post.jobs.create(submission=post.submission, state=ended, due_at=now, asked_for=now)
        if state == State.PUBLISHING:
            by_hand.take(by=author, post=post)
        Post.objects.filter(pk=post.pk).update(state=state, unnoted="technical")
    if state == State.DRAFT:  # what is sealed stays as it is
        post.photos.update(
            evidence_file=store.originals().put(b"%PDF-1.4 consent"), evidence_name="承諾書.pdf"
        )
    return post


def _reply(step: str, owner: str, world: World) -> Reply:
    """As `_post`: in the state in which the step can do most, with the job that goes with it."""
    state = STATES_OF_REPLIES.get(step) or STATES.get(step, State.DRAFT)
    by_hand = step == "record_by_hand"
    made: Reply = world.once(
        Reply, state, by_hand, owner, make=lambda: _reply_in(state, by_hand, owner, world)
    )
    return made


def _reply_in(state: State, by_hand: bool, owner: str, world: World) -> Reply:
    author, approver = (world.people[role] for role in OWNERS[owner])
    assert author
    assert approver
    unknown: dict[str, Any] = {"remote_id": None} if by_hand else {}
    comment = comment_factories.comment(**unknown)
    if state == State.DRAFT:
        return comment_factories.reply_draft(author, to=comment)
    if state == State.PENDING:
        return comment_factories.reply_submitted(author, to=comment)
    reply = comment_factories.reply_approved(author, approver, to=comment)
    Reply.objects.filter(pk=reply.pk).update(state=state, unnoted="technical")
    ended = JobState.UNCONFIRMED if state == State.UNCONFIRMED else JobState.CANCELLED
    reply.jobs.update(state=ended)
    return reply


STATES_OF_REPLIES = {"send": State.APPROVED, "record_by_hand": State.APPROVED}


def _agreement(world: World, owner: str) -> dict[str, Any]:
    asked: dict[str, Any] = {"host": "a.example.jp", "organization": _organization(world, owner)}
    made = SiteAgreement.objects.filter(**asked).first() or factories.agreement(**asked)
    return {"pk": made.pk}


def _consent(world: World, owner: str) -> dict[str, Any]:
    asked: dict[str, Any] = {"given_by": "〇〇町", "organization": _organization(world, owner)}
    made = Consent.objects.filter(**asked, withdrawn_on=None).first() or factories.consent(**asked)
    return {"pk": made.pk}


def _organization(world: World, owner: str) -> Organization:
    kind = Organization.Kind(owner)
    return world.contractor if kind == Organization.Kind.CONTRACTOR else Organization.objects.get(kind=kind)


def _device(world: World, owner: str) -> dict[str, Any]:
    asked = {
        "kind": Device.Kind.TABLET,
        "label": "タブレット",
        "registered_by": world.people["administrator"],
    }
    organization = _organization(world, owner)
    made, _ = Device.objects.get_or_create(number=f"{owner}-1", organization=organization, defaults=asked)
    return {"pk": made.pk}


def _network(world: World, owner: str) -> dict[str, Any]:
    asked = {"cidr": "203.0.113.0/24", "label": "庁内", "added_by": world.people["administrator"]}
    made, _ = Network.objects.get_or_create(organization=_organization(world, owner), defaults=asked)
    return {"pk": made.pk}


def _appointment(world: World, owner: str) -> dict[str, Any]:
    """A poster's: whom the chief or the manager designates."""
    person = factories.person(POSTER_OF[owner], _organization(world, owner))
    return {"pk": person.appointments.get().pk}


POSTER_OF = {"prefecture": Role.PREFECTURE_POSTER, "contractor": Role.CONTRACTOR_POSTER}


def _restricted(world: World, owner: str) -> dict[str, Any]:
    """The account is restricted for a while."""
    until = timezone.now() + timedelta(days=1)
    AccessToken.objects.get_or_create(replaced_at=None, defaults={"flavour": "instagram", "user_id": "1"})
    AccessToken.objects.update(blocked_until=until)
    return {}


# How the argument of an address outside the posts is made, by the address's name.
def _phrase(world: World, owner: str) -> dict[str, Any]:
    side = _organization(world, owner)
    made, _ = Phrase.objects.get_or_create(
        organization=side, kind="text", name="結び", text="お待ちしています。"
    )
    return {"pk": made.pk}


def _expression(world: World, owner: str) -> dict[str, Any]:
    made, _ = Expression.objects.get_or_create(word="絶対", instead="言い切らずに書きます。")
    return {"pk": made.pk}


MADE: dict[str, Callable[[World, str], dict[str, Any]]] = {
    "posts:agreement": _agreement,
    "posts:consent": _consent,
    "posts:consent_evidence": _consent,
    "posts:consent_withdraw": _consent,
    "posts:phrase": _phrase,
    "posts:link_opened": _link,
    "posts:link_take_off": _link,
    "security:device": _device,
    "security:make_code": _device,
    "security:cut_off_device": _device,
    "security:end_network": _network,
    "security:end_appointment": _appointment,
    "security:designate": lambda world, owner: {"pk": _organization(world, owner).pk},
}


def _password_change(world: World, owner: str) -> dict[str, Any]:
    by = world.people["administrator"]
    assert by
    made = PasswordChange.objects.create(
        reason=PasswordChange.Reason.REGULAR, changed_at=factories.timezone.now(), changed_by=by
    )
    return {"pk": made.pk}


def _password_task(world: World, owner: str) -> dict[str, Any]:
    made = PasswordTask.objects.create(reason=PasswordChange.Reason.INCIDENT, about="漏えいのおそれ")
    return {"pk": made.pk}


def _mail(world: World, owner: str) -> dict[str, Any]:
    """One that may not have left."""
    made = {
        "recipient": world.people["auditor"],
        "subject": "証跡の控え",
        "body": "",
        "state": Letter.State.UNKNOWN,
    }
    return {"pk": Letter.objects.get_or_create(key="a-letter", defaults=made)[0].pk}


def _notice(world: World, owner: str) -> dict[str, Any]:
    """The auditor's own, seen already."""
    person, now = world.people["auditor"], factories.timezone.now()
    made = {"subject": "posts.post:0", "title": "お知らせ", "url": "/", "how": "page", "seen_at": now}
    return {"pk": Notice.objects.get_or_create(person=person, kind="test", defaults=made)[0].pk}


OF_EVERYBODY: dict[str, Callable[[World, str], dict[str, Any]]] = {
    "notices:open": _notice,
    "security:password_confirm": _password_change,
    "security:password_dismiss": _password_task,
    "security:letter": _mail,
}
OF_EVERYBODY["replies:new"] = lambda world, owner: {"comment_pk": comment_factories.comment().pk}
OF_EVERYBODY |= dict.fromkeys(
    ("security:invite", "security:take_second_factor", "security:end_sessions"),
    lambda world, owner: {"pk": factories.person(Role.PREFECTURE_POSTER, email="poster@example.jp").pk},
)


def _account_change(world: World, owner: str) -> dict[str, Any]:
    """Of somebody else who confirms, asked for by nobody among those who try."""
    person = factories.person(Role.AUDITOR, email="auditor@example.jp")
    change = confirming.ask(by=None, person=person, kind=ChangeKind.SECOND_FACTOR)
    assert change
    return {"pk": change.pk}


OF_EVERYBODY |= dict.fromkeys(
    (
        "security:account_change",
        "security:confirm_account_change",
        "security:refuse_account_change",
        "security:take_back_account_change",
    ),
    _account_change,
)


def _version(world: World, owner: str, *, step: str = "draft") -> dict[str, Any]:
    """A version of the operating policy; an approved one is everybody's and has its day still before it."""
    author, approver = (world.people[role] for role in OWNERS[owner])
    assert author
    made = making.draft(author, days=10 + Policy.objects.count())
    if step != "draft":
        policy_actions.submit(by=author, policy=made, version=made.version, same_text=True)
    if step in ("approved", "in force"):
        made = making.approve(Policy.objects.select_related("submission").get(pk=made.pk), approver)
    if step == "in force":
        Policy.objects.filter(in_force_from__lte=making.in_days(0)).update(in_force_from=making.in_days(-900))
        making.backdate(made, 1)
    return {"pk": made.pk, "number": made.number, "kind": "html"}


def _version_at(step: str) -> Callable[[World, str], dict[str, Any]]:
    return lambda world, owner: _version(world, owner if owner in OWNERS else "prefecture", step=step)


MADE |= {f"policy:{name}": _version_at("draft") for name in ("version", "edit", "submit", "withdraw")}
MADE |= {f"policy:{name}": _version_at("pending") for name in ("decide", "pull_back", "see_after")}
OF_EVERYBODY |= {
    f"policy:{name}": _version_at("approved") for name in ("public_version", "download", "revoke", "post")
}
OF_EVERYBODY |= {
    "policy:review": _version_at("in force"),
    "links:picture": lambda world, owner: {"pk": 1, "digest": "0" * 64},
    "admin:comments_policy_change": _version_at("pending"),
}
OF_EVERYBODY |= {"posts:expression": _expression}
MADE |= OF_EVERYBODY


def _comment(world: World, owner: str) -> dict[str, Any]:
    """Public, so everybody's: one under a post that nobody here has written."""
    live_post, _ = LivePost.objects.get_or_create(media_id="17900000000000001")
    now = factories.timezone.now()
    made, _ = Comment.objects.get_or_create(
        remote_id="17800000000000001", defaults={"live_post": live_post, "commented_at": now}
    )
    return {"pk": made.pk}


def _live_post(world: World, owner: str) -> dict[str, Any]:
    return {"pk": LivePost.objects.get_or_create(media_id="17900000000000001")[0].pk}


def _account_post(world: World, owner: str) -> dict[str, Any]:
    """Of nobody's documents, posted before the register began."""
    made, _ = AccountPost.objects.get_or_create(
        media_id="17900000000000009",
        defaults={
            "register": _register(),
            "standing": Standing.OPEN,
            "posted_at": timezone.now() - timedelta(days=9),
            "preview": store.sightings().put(b"\xff\xd8\xff"),
        },
    )
    return {"pk": made.pk}


def _account_profile(world: World, owner: str) -> dict[str, Any]:
    made, _ = AccountProfile.objects.get_or_create(register=_register(), standing=Standing.OPEN)
    return {"pk": made.pk}


def _own_answer(world: World, owner: str) -> dict[str, Any]:
    comment = Comment.objects.get(pk=_comment(world, owner)["pk"])
    return {"pk": OwnAnswer.objects.get_or_create(comment=comment, standing=Standing.OPEN)[0].pk}


def _register() -> Register:
    return Register.objects.get_or_create(account="17841400000000009")[0]


def _template(world: World, owner: str) -> dict[str, Any]:
    return {"pk": ReplyTemplate.objects.get_or_create(title="お礼", defaults={"text": "本文"})[0].pk}


OF_EVERYBODY |= dict.fromkeys(("comments:detail", "comments:decide", "comments:assign"), _comment)
OF_EVERYBODY |= {
    "comments:of_post": _live_post,
    "comments:template": _template,
    **dict.fromkeys(
        ("posts:live_post", "posts:live_picture", "posts:live_join", "posts:live_older", "posts:live_case"),
        _account_post,
    ),
    **dict.fromkeys(("own_answers:detail", "own_answers:join", "own_answers:case"), _own_answer),
    **dict.fromkeys(
        ("posts:live_profile", "posts:live_profile_confirm", "posts:live_profile_case"), _account_profile
    ),
    "comments:remove_word": lambda world, owner: {"pk": HintWord.objects.earliest("pk").pk},
}
MADE |= OF_EVERYBODY
OF_EVERYBODY |= COMMENT_OF_A_CASE | {"security:lift_block": _restricted}
MADE |= OF_EVERYBODY | MADE_FOR_CASES
# Those among them that belong to no organisation.
SHARED = set(OF_EVERYBODY)


def has_owner(address: Address) -> bool:
    return address.route.startswith(("posts/<", "comments/replies/<")) or address.name in MADE.keys() - SHARED


# --- Trying --------------------------------------------------------------------------------------------------------

# Where requests may write without anything having happened.
BOOKKEEPING = ("django_session", "usersessions_usersession", "security_cache")


@dataclass(frozen=True)
class Tried:
    """What one request brought: its letter in table.txt, the response, and the statements that wrote."""

    letter: str
    response: HttpResponseBase
    writes: list[str]


def attempt(client: Client, method: str, address: str, body: dict[str, Any] | None = None) -> Tried:
    """Ask, look what happened, and take it all back."""
    cache.clear()  # no attempt is refused for the number of those before
    writes: list[str] = []
    cookies = deepcopy(client.cookies)
    with transaction.atomic(), _watched(writes):
        response = getattr(client, method.lower())(address, body or {})
        if response.headers.get("Location", "").startswith("/admin/login/"):
            response = client.get(response["Location"])  # it knows who is signed in
        if response.streaming:
            b"".join(response.streaming_content)
        letter = _letter(method, response, writes)
        transaction.set_rollback(True)
    client.cookies = cookies
    return Tried(letter, response, writes)


def answers(world: World, method: str, path: str) -> tuple[str, list[Tried]]:
    """A letter for each role, and everything tried. Bodies that are answered differently stand in brackets."""
    letters, everything = "", []
    for role in ROLES:
        bodies = BODIES if method == "POST" else BODIES[:1]
        tried = [attempt(world.clients[role], method, path, body) for body in bodies]
        found = sorted({one.letter for one in tried})
        letters += found[0] if len(found) == 1 else f"[{'/'.join(found)}]"
        everything += tried
    return letters, everything


@contextmanager
def _watched(writes: list[str]) -> Iterator[None]:
    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        kind = sql.lstrip().split(None, 1)[0].upper()
        if kind in ("INSERT", "UPDATE", "DELETE") and not any(table in sql for table in BOOKKEEPING):
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def _letter(method: str, response: HttpResponseBase, writes: list[str]) -> str:
    """See the head of table.txt."""
    status = response.status_code
    if status in (301, 302):
        if response["Location"].startswith("/accounts/login/"):
            return "S"
        if writes and method == "POST":
            return "A"
        told = get_messages(response.wsgi_request)  # type: ignore[attr-defined]  # the test client's
        if any(message.level == ERROR for message in told):
            return "R"
        return "L"
    if status == 200:
        return "A" if writes and method == "POST" else "P"
    return {400: "B", 403: "F", 404: "4", 405: "5", 410: "4", 409: "Q", 422: "Q"}.get(status, str(status))
