"""Saving by itself, as one types, and what a page that is open hears meanwhile (js/keeping.js).

GET is what the page asks each half minute: who else has the draft open, and what has been saved since. It is no activity
of the person (session_limits), so a forgotten page prolongs no session. POST brings changed fields, each with the value
it had when page and server last agreed.
"""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from approvals.editing import version_in
from approvals.events import EDITED
from posts.drafting import actions, presence, rules
from posts.drafting.content import PART_LABELS
from posts.drafting.merging import Change, changes_in, merge
from posts.drafting.models import Post
from posts.drafting.views import typed
from posts.drafting.views.access import readable_post
from posts.drafting.views.editor_forms import EditorForms
from security.office import out_of_space
from security.office.answers import Answer, Refused, no
from security.pages.bodies import MB, takes
from security.pages.kept_input import was_typed_by
from security.pages.requests import OfficeRequest
from security.trail.recording import events_of

# A text as long as one is kept, as it was and as it is, and all else beside it.
MOST = 4 * MB
# Others save meanwhile, again and again: then the page asks once more by itself.
ATTEMPTS = 5
BAD_REQUEST, CONFLICT, UNAVAILABLE = 400, 409, 503

ANOTHER = no(
    "この画面を開いた方と、いまログインしている方が違うため、保存していません。",
    remedy="画面を開いた方がログインし直すと、続きから保存できます。",
)
UNREADABLE = no(
    "送られた内容を読み取れなかったため、保存していません。",
    remedy="「保存する」を押して保存してください。",
)
BUSY = no(
    "ほかの方の保存が続いているため、まだ保存していません。", remedy="少し後に、自動でもう一度保存します。"
)


@takes(MOST)
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def keep(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    answer = rules.may_edit(request.actor, post)
    if not answer:
        return _problem("rule", answer, CONFLICT)
    if request.method == "GET":
        return JsonResponse(_standing(request, post, version_in(request.GET)))
    if not was_typed_by(request, request.POST):
        return _problem("person", ANOTHER, CONFLICT)
    changes = _changes(request)
    if changes is None:
        return _problem("unreadable", UNREADABLE, BAD_REQUEST)
    try:
        with out_of_space.refusing():
            return _kept(request, pk, changes)
    except Refused as refusal:
        kind = "state" if rules.may_edit(request.actor, readable_post(request, pk)) else "rule"
        return _problem(kind, refusal.answer, CONFLICT)


def _problem(kind: str, answer: Answer, status: int) -> JsonResponse:
    return JsonResponse({"kind": kind, "problem": str(answer)}, status=status)


def _changes(request: OfficeRequest) -> dict[str, Change] | None:
    try:
        found = changes_in(json.loads(request.POST.get("changes", "")))
    except (ValueError, RecursionError):
        return None
    return found if found is not None and len(found) <= typed.FIELDS_MAX else None


def _kept(request: OfficeRequest, pk: int, changes: dict[str, Change]) -> JsonResponse:
    """Whoever was faster is asked for again: what both have changed is then seen, and everything else still goes in."""
    for _ in range(ATTEMPTS):
        post = readable_post(request, pk)
        stored = typed.as_sent(EditorForms(post).parts)
        merged = merge(stored, changes)
        taken = typed.taken(lambda data, post=post: EditorForms(post, data), stored, merged)
        try:
            if taken.draft:
                actions.save_draft(
                    by=request.user, post=post, version=post.version, draft=taken.draft, is_kept=True
                )
        except actions.Stale:
            continue
        told = _standing(request, readable_post(request, pk), version_in(request.POST))
        parts = EditorForms(readable_post(request, pk)).parts
        now = typed.as_sent(parts)
        mine = {name: change.now for name, change in changes.items()}
        return JsonResponse(
            told
            | {
                "at": f"{timezone.localtime():%H:%M}",
                "stored": {
                    name: now[name]
                    for name in changes
                    if name in now and name not in {*merged.differing, *taken.refused, *taken.left}
                },
                "differing": [
                    {"by": last_by(request, post, one.name)} | vars(one)
                    for one in typed.differing(parts, mine, merged.differing)
                ],
                "refused": taken.refused,
                "left": [*merged.unknown, *taken.left],
            }
        )
    return _problem("busy", BUSY, UNAVAILABLE)


def _standing(request: OfficeRequest, post: Post, version: int) -> dict[str, Any]:
    """`version`: the one that the page has. Fields are told where it is not the last one."""
    keeps = rules.may_keep(request.actor, post)
    told: dict[str, Any] = {
        "person": request.user.pk,
        "token": get_token(request),  # a new one since the page was made, where somebody has signed in again
        "version": post.version,
        "others": presence.note(post, request.user),
        "keeps": bool(keeps),
        "why_not": str(keeps),
    }
    if version != post.version:
        told["by"] = "" if post.edited_by == request.user else post.edited_by.name
        told["fields"] = typed.as_sent(EditorForms(post).parts)
    return told


def last_by(request: OfficeRequest, post: Post, name: str) -> str:
    """Who last changed the part that a field belongs to; empty for the reader himself, in another window."""
    part = PART_LABELS[
        "photos"
        if name.startswith(("photo-", "rights-"))
        else "links"
        if name.startswith("link-")
        else name.removesuffix("_note")
    ]
    edits = events_of(post).filter(tag=EDITED.tag).select_related("actor").order_by("-number")[:50]
    found = next((one for one in edits if part in one.data["changed"] and one.actor != request.user), None)
    return found.actor.name if found and found.actor else ""
