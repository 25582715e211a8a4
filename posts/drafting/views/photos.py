"""What an open editor asks for without being loaded anew: one photo added, and what is still missing.

Both answer JSON; templates and scripts: photo_tile.html, photo_fields.html, edit_todo.html, js/uploading.js, js/todo.js.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from approvals.completeness import Point
from posts.drafting import actions, rules
from posts.drafting.actions import Upload
from posts.drafting.forms import AddPhotoForm
from posts.drafting.views.access import readable_post
from posts.drafting.views.editor import photo_fragments
from posts.drafting.views.points import by_part, by_photo, of_photo, of_rights
from posts.imaging.inspection import BYTES_MAX
from security.office import out_of_space
from security.office.answers import Refused
from security.pages.bodies import USUAL, takes
from security.pages.presses import pressed_at
from security.pages.requests import OfficeRequest


def _editor(request: OfficeRequest, pk: int) -> str:
    return reverse("posts:edit", args=[readable_post(request, pk).pk])


@takes(BYTES_MAX + USUAL)
@login_required
@pressed_at(_editor)
def add_photo(request: OfficeRequest, pk: int) -> HttpResponse:
    """200 with the photo; 409 with a sentence where it is not taken now; 422 where this file never will be."""
    post = readable_post(request, pk)
    answer = rules.may_add_photo(request.actor, post)
    if not answer:
        return _refusal(str(answer), status=409)
    form = AddPhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refusal("写真が届きませんでした。もう一度選んでください。")
    file = form.cleaned_data["photo"]
    try:
        with out_of_space.refusing():
            added = actions.add_photo(
                by=request.user,
                post=post,
                key=form.cleaned_data["key"],
                upload=Upload(file=file, name=file.name),
                again=form.cleaned_data["again"],
            )
    except actions.AlreadyThere as there:
        sentence = f"{there.photo.position}枚目と同じ写真です。"
        return _refusal(sentence, same=there.photo.pk)
    except Refused as refusal:
        return _refusal(str(refusal))
    fragments = photo_fragments(request, readable_post(request, pk), added.photo.pk)
    told = {"photo": added.photo.pk, "before": added.before, "version": added.version}
    return JsonResponse(told | fragments)


def _refusal(sentence: str, *, status: int = 422, **told: Any) -> JsonResponse:
    return JsonResponse({"sentence": sentence, **told}, status=status)


@require_safe
@login_required
def points(request: OfficeRequest, pk: int) -> HttpResponse:
    """What the draft as it is saved lacks: for the page's parts, its photos, and 「あと5点」."""
    post = readable_post(request, pk)
    missing = rules.missing_points(post)
    photos = list(post.photos.all())
    return JsonResponse(
        {
            "todo": render_to_string(
                "posts/edit_todo.html", {"points": missing, "lines": by_photo(missing, photos)}, request
            ),
            "parts": {part.id: {"note": part.note, "done": part.is_done} for part in by_part(post, missing)},
            "photos": {photo.pk: _lacks(of_photo(missing, photo)) for photo in photos},
            "count": len(missing),
        }
    )


def _lacks(points: Sequence[Point]) -> dict[str, int]:
    return {"all": len(points), "rights": len(of_rights(points))}
