"""起案 and the editor: saving keeps everything that was typed, whatever is still missing."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from approvals.editing import (
    tell_who_was_faster,
    version_in,
    version_on_screen,
)
from approvals.models import State
from approvals.page import last_return
from instagram import limits
from instagram.limits import IMAGE_RATIO_MAX
from posts.drafting import actions, querysets, rules
from posts.drafting.actions import Draft, NewPhoto, PhotoEdit, Upload
from posts.drafting.forms import (
    PAPER_BYTES_MAX,
    NewPostForm,
    PhotoForm,
    PostForm,
)
from posts.drafting.merging import value_of
from posts.drafting.models import Link, Photo, Post
from posts.drafting.views import link_rows, previews, rights, taking_over, typed
from posts.drafting.views.access import readable_post
from posts.drafting.views.editor_forms import EditorForms
from posts.drafting.views.points import by_part, by_photo
from posts.imaging.frames import Frame, frame_ratio, smallest_ratio
from posts.imaging.inspection import BYTES_MAX
from security.office import out_of_space
from security.office.answers import Refused
from security.pages.bodies import USUAL, takes
from security.pages.kept_input import kept_input, typed_by
from security.pages.requests import OfficeRequest

# All at once, as the pages say: each photo, and with each a paper on its rights.
EDIT_MOST = actions.PHOTOS_MAX * BYTES_MAX + USUAL + actions.PHOTOS_MAX * PAPER_BYTES_MAX
SECTIONS = ("text", "photos", "rights", "links", "plan")  # ids in templates/posts/edit.html
ATTEMPTS = 5  # to save, while others save
FRAGMENTS = {
    "tile": "photo_tile",
    "panel": "photo_fields",
    "related": "photo_related",
    "rights": "edit_rights",
}  # of a photo that is added to an open page
MOVING = ("move", "turn", "own_rights", "take_rights")  # buttons of one photo, by its number


@takes(EDIT_MOST)
@login_required
@require_http_methods(["GET", "POST"])
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    answer = rules.may_edit(request.actor, post)
    if not answer:
        messages.error(request, str(answer))
        return redirect(post)
    if request.method == "POST":
        return _save(request, post)
    kept = kept_input(request)
    # A colleague may have saved during the sign-in: what was typed still belongs to the version then on the screen.
    version = version_in(kept) if kept else post.version
    context = _context(request, post, EditorForms(post, kept), version)
    return render(request, "posts/edit.html", context)


def unsaved_in_editor(request: OfficeRequest, post: Post, typed: dict[str, Any]) -> HttpResponse:
    """The editor's page with what another form has sent and nobody has saved."""
    forms = EditorForms(post, typed=typed)
    return render(request, "posts/edit.html", _context(request, post, forms, post.version), status=409)


def _save(request: OfficeRequest, post: Post) -> HttpResponse:
    """What has been saved meanwhile, by others or by the page itself as somebody typed, is brought together with the form."""
    for _ in range(ATTEMPTS):
        data: QueryDict = request.POST
        version = version_on_screen(request)
        if version != post.version:
            brought = typed.brought_up(EditorForms(post).parts, data)
            if brought is None or brought[1]:
                break
            # Others have changed other fields: theirs stay as they are, his go in.
            data, version = brought[0], post.version
        try:
            return _store(request, post, data, version)
        except actions.Stale:
            post = readable_post(request, post.pk)
            for name in request.FILES:
                for file in request.FILES.getlist(name):
                    file.seek(0)
    return _somebody_was_faster(request, post)


def _store(request: OfficeRequest, post: Post, data: QueryDict, version: int) -> HttpResponse:
    """Raises Stale."""
    forms = EditorForms(post, data, request.FILES)
    try:
        with out_of_space.refusing():
            if not forms.are_valid():
                return _ask_again(request, post, forms, data, version)
            draft = _draft(request, post, forms)
            saved = actions.save_draft(by=request.user, post=post, version=version, draft=draft)
    except Refused as refusal:
        messages.error(request, str(refusal))
        context = _context(request, post, forms, version)
        return render(request, "posts/edit.html", context, status=409)
    for sentence in link_rows.kept_for_sites(draft.sites):
        messages.info(request, sentence)
    if saved.version != version:
        messages.success(request, "保存しました。")
    elif "submit" not in request.POST:
        _tell_of_nothing_new(request, saved)
    if "submit" in request.POST:
        return redirect("posts:submit", pk=post.pk)
    response = redirect("posts:edit", pk=post.pk)
    response["Location"] += _anchor(request)
    return response


def _tell_of_nothing_new(request: OfficeRequest, post: Post) -> None:
    if post.state == State.DRAFT:  # saved as one typed
        messages.success(request, "保存しました。")
    else:
        messages.info(request, "変更がなかったため、そのままです。")


def _anchor(request: OfficeRequest) -> str:
    """Where to come back to: the photo just moved, else the section last worked in, as js/editor.js noted it."""
    moved = next((request.POST[name] for name in MOVING if request.POST.get(name)), "").split(":")[0]
    if moved:
        return f"#photo-{moved}"
    at = "rights" if rights.BUTTONS & request.POST.keys() else request.POST.get("at", "")
    return f"#{at}" if at in SECTIONS else ""


def _ask_again(
    request: OfficeRequest, post: Post, forms: EditorForms, data: QueryDict, version: int
) -> HttpResponse:
    """Some field is not right: everything typed stays, and chosen photos are kept at once, for no page can.

    `data`, `version`: what the forms were made of, and for which version of the post.
    """
    new_photos = take_in(request, forms.post, beside=len(forms.photos))
    papers = {form.instance.pk: rights.paper(request, form.rights) for form in forms.photos}
    common = rights.paper(request, forms.rights)
    if new_photos or common or any(papers.values()):
        stored = readable_post(request, post.pk).photos.all()  # validation has written the input into `post`
        photos = [
            PhotoEdit(one.pk, (one.focus_x, one.focus_y), fields=papers.get(one.pk, {})) for one in stored
        ]
        draft = Draft(fields={}, photos=photos, new_photos=new_photos, rights=common or None)
        actions.save_draft(by=request.user, post=post, version=version, draft=draft)
        kept = [f"選んだ写真{len(new_photos)}枚"] if new_photos else []
        kept += [f"権利確認の資料「{one['evidence_name']}」" for one in (common, *papers.values()) if one]
        messages.info(request, f"{'と'.join(kept)}は保存しました。ほかの項目はまだ保存していません。")
        post = readable_post(request, post.pk)
        forms, version = EditorForms(post, data), post.version
    return render(request, "posts/edit.html", _context(request, post, forms, version), status=422)


def _draft(request: OfficeRequest, post: Post, forms: EditorForms) -> Draft:
    cleaned = dict(forms.post.cleaned_data)
    topics = list(cleaned.pop("topics"))
    cleaned.pop("uploads")
    cleaned.pop("order")  # EditorForms has put the photos into it
    links = [form.instance for form in forms.links if not form.is_bound or form.stays]
    if not forms.new_link.is_blank and not forms.new_link.cleaned_data["remove"]:
        links.append(forms.new_link.instance)
    kept = {link.pk for link in links}
    photos = _photo_edits(request, forms.photos)
    common = rights.in_common(request, post, forms.rights)
    if pressed := request.POST.get("take_rights"):
        photos, common = taking_over.taken_over(photos, common, post, request.actor, pressed)
    return Draft(
        fields=cleaned,
        topics=topics,
        photos=photos,
        new_photos=take_in(request, forms.post, beside=len(photos)),
        rights=common,
        links=links,
        sites=_for_sites(forms, links),
        removed_links=[link.pk for link in Link.objects.filter(post=post) if link.pk not in kept],
    )


def _for_sites(forms: EditorForms, links: Sequence[Link]) -> list[Link]:
    """Those of which the agreement is to be kept for the whole site."""
    ticked = [form for form in [*forms.links, forms.new_link] if form.is_bound]
    return [one.instance for one in ticked if one.cleaned_data.get("keep_for_site") and one.instance in links]


def _photo_edits(request: OfficeRequest, forms: list[PhotoForm]) -> list[PhotoEdit]:
    edits = []
    for form in forms:
        photo = form.instance
        if not form.is_bound:  # only what is taken out by its own tick goes
            edits.append(PhotoEdit(pk=photo.pk, focus=(photo.focus_x, photo.focus_y)))
            continue
        if form.cleaned_data["remove"]:
            continue
        values = dict(form.cleaned_data)
        values.pop("remove")
        values |= rights.of_one(request, form)
        focus = (values.pop("focus_x"), values.pop("focus_y"))
        edits.append(PhotoEdit(pk=photo.pk, focus=focus, turn=_turn(request, photo), fields=values))
    return _moved(edits, request.POST.get("move", ""))


def _turn(request: OfficeRequest, photo: Photo) -> int:
    """After pressing 「左に回す」 or 「右に回す」 (`12:-90`, `12:90`)."""
    pk, _, degrees = request.POST.get("turn", "").partition(":")
    return int(degrees) if pk == str(photo.pk) and degrees in ("-90", "90") else 0


def _moved(edits: list[PhotoEdit], move: str) -> list[PhotoEdit]:
    """The order after pressing 「前へ」 or 「後へ」 (`12:-1`, `12:1`)."""
    pk, _, direction = move.partition(":")
    place = next((place for place, edit in enumerate(edits) if str(edit.pk) == pk), None)
    if place is None or direction not in ("-1", "1"):
        return edits
    target = min(max(place + int(direction), 0), len(edits) - 1)
    edits.insert(target, edits.pop(place))
    return edits


def take_in(request: OfficeRequest, form: NewPostForm | PostForm, *, beside: int = 0) -> list[NewPhoto]:
    """The good ones of the chosen files, as far as there is room beside the photos that stay."""
    uploads = [Upload(file=file, name=file.name) for file in form.cleaned_data.get("uploads", [])]
    taken, refusals = actions.take_in(uploads, room=actions.PHOTOS_MAX - beside)
    for sentence in refusals:
        messages.error(request, sentence)
    return taken


def _somebody_was_faster(request: OfficeRequest, current: Post) -> HttpResponse:
    """Everything typed stays; where both have changed the same, both stand side by side."""
    tell_who_was_faster(request, current.edited_by, saved="内容", current="いまの内容")
    post = readable_post(request, current.pk)
    parts = EditorForms(post).parts
    data, names = typed.brought_up(parts, request.POST) or typed.differing_from(parts, request.POST)
    mine = {name: value_of(request.POST.getlist(name)) for name in names}
    context = _context(request, post, EditorForms(post, data), post.version)
    context["differing"] = typed.differing(parts, mine, names)
    context["differing_by"] = "" if current.edited_by == request.user else current.edited_by.name
    return render(request, "posts/edit.html", context, status=409)


def _context(request: OfficeRequest, post: Post, forms: EditorForms, version: int) -> dict[str, Any]:
    """For the page; `version` is the one that the form's content was made from."""
    stored = readable_post(request, post.pk)  # validation has written the input into `post`
    points = rules.missing_points(stored)
    forms.count_lacks(points)
    link_rows.tell_apart(forms.links, stored)
    forms.name_earlier(querysets.earlier_uses(stored, request.actor))
    return {
        "post": stored,
        "version": version,
        "typed_by": typed_by(request),
        "form": forms.post,
        "photo_forms": forms.photos,
        "rights_form": forms.rights,
        "rights_are_said": forms.rights_are_said,
        "rights_before": rights.before(request, stored, forms.rights),
        "rights_fills": rights.fills(stored, forms.photos),
        "link_forms": forms.links,
        "new_link_form": forms.new_link,
        "new_link_open": bool(forms.new_link["url"].value() or forms.new_link.errors),
        "wrong_parts": forms.wrong_parts,
        "pictures": previews.of_rows(stored),
        "account": previews.account(),
        "points": points,
        "lines": by_photo(points, list(stored.photos.all())),
        "parts": by_part(stored, points),
        "photos_max": actions.PHOTOS_MAX,
        "photo_clause": rules.photo_clause(stored.organization),
        "link_clause": rules.link_clause(stored.organization),
        "hints": rules.hints(stored),
        "warnings": rules.warnings(stored.caption),
        "ai_hints": rules.ai_hints(stored),
        "limits": limits,
        "ratios": _ratios(stored),
        "returned": last_return(stored),
        "as_stored": forms.as_stored,
        "shapes": [float(smallest_ratio()), float(IMAGE_RATIO_MAX)],
        "others_see": stored.state != State.DRAFT,
    }


def photo_fragments(request: OfficeRequest, post: Post, pk: int) -> dict[str, str]:
    """One photo's tile and panel as the editor's page has them, for a page that is open already."""
    forms = EditorForms(post)
    context = _context(request, post, forms, post.version)
    places = [form.instance.pk for form in forms.photos]
    place = places.index(pk)
    form = forms.photos[place]
    context |= {
        "form": form,
        "photo": form.instance,
        "place": place + 1,
        "first": place == 0,
        "last": place + 1 == len(places),
    }
    return {
        name: render_to_string(f"posts/{template}.html", context, request)
        for name, template in FRAGMENTS.items()
    }


def _ratios(post: Post) -> str:
    """The ratio of each choice of the frame, for js/crop.js."""
    first = next(iter(post.photos.all()), None)
    size = (first.width, first.height) if first else (1, 1)
    return json.dumps({frame.value: float(frame_ratio(frame, size)) for frame in Frame})
