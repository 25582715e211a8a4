"""権利と人物 in the editor: one form for all photos of a post, one more for each that says it for itself (第４第１項(2))."""

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from posts.drafting import querysets
from posts.drafting import rights as shared
from posts.drafting.forms import PhotoForm, RightsForm
from posts.drafting.models import Photo, Post, Source
from posts.drafting.views import evidence
from security.pages.requests import OfficeRequest

PREFIX = "rights"
BUTTONS = {"rights_as_before", "all_related"}


@dataclass(frozen=True)
class Before:
    """What the person wrote for his last post, offered where nothing is said yet."""

    photo: Photo

    @property
    def words(self) -> str:
        said = [Source(self.photo.source).label, self.photo.right_holder]
        if self.photo.licence:
            said.append(f"台帳{self.photo.licence.pk}番")
        return "、".join(one for one in said if one)

    @property
    def values(self) -> dict[str, Any]:
        """Not the answers about people, nor a record: those are about the pictures of that day."""
        names = ["source", "right_holder", "credit", "licence"]
        return {name: getattr(self.photo, name) for name in names}


def common_form(post: Post, data: QueryDict | None, files: Any) -> RightsForm | None:
    """None where no photo shares its rights with others."""
    sharing = shared.sharing(post.photos.all())
    if not sharing:
        return None
    known = data is not None and f"{PREFIX}-source" in data
    return RightsForm(
        data if known else None, files if known else None, prefix=PREFIX, instance=copy(sharing[0])
    )


def add_own_forms(forms: Sequence[PhotoForm], data: QueryDict | None, files: Any) -> None:
    """To the exceptions, and to what was sent as one."""
    sharing = shared.sharing(form.instance for form in forms)
    for form in forms:
        known = form.is_bound and f"{form.prefix}-source" in (data or {})
        if known or form.instance not in sharing:
            given = (data, files) if known else (None, None)
            form.rights = RightsForm(*given, prefix=form.prefix, instance=copy(form.instance))


def offer_library(post: Post, forms: Sequence[RightsForm]) -> None:
    offered = list(querysets.consents_for(post.organization)) if forms else []
    for form in forms:
        form.offer(offered)


def in_common(request: OfficeRequest, post: Post, form: RightsForm | None) -> dict[str, Any] | None:
    """What the form says for all photos; None if it was not sent."""
    if form is None or not form.is_bound:
        return None
    values = _said(request, form)
    if "rights_as_before" in request.POST and (found := _before(request, post)):
        values |= {name: value for name, value in found.values.items() if not values.get(name)}
    return values


def of_one(request: OfficeRequest, form: PhotoForm) -> dict[str, Any]:
    """What one photo says for itself, after 「この写真だけ別に書く」 or 「共通に戻す」 too."""
    pk, _, wanted = request.POST.get("own_rights", "").partition(":")
    if pk == str(form.instance.pk) and wanted in ("0", "1"):
        own = {"own_rights": wanted == "1"}
        return own | (_said(request, form.rights) if wanted == "1" and form.rights else {})
    related = {"relation_confirmed": True} if "all_related" in request.POST else {}
    if form.rights is None or not form.rights.is_bound:
        return related
    return related | {"own_rights": True} | _said(request, form.rights)


def paper(request: OfficeRequest, form: RightsForm | None) -> dict[str, Any]:
    """The fields of a paper that came with the form."""
    if form is None or not form.is_bound:
        return {}
    return evidence.taken_in(request, form.cleaned_data.get("evidence_upload"))


def before(request: OfficeRequest, post: Post, form: RightsForm | None) -> Before | None:
    """For 「前回と同じ」, where nothing is said yet."""
    if form is None or form["source"].value() or form["licence"].value():
        return None
    return _before(request, post)


def fills(post: Post, forms: Sequence[PhotoForm]) -> str:
    """What follows from each source, by the names of the fields, for js/rights.js; the server fills the same."""
    if not forms:
        return "{}"
    days = [one.taken_on for one in shared.sharing(post.photos.all())]
    found = querysets.followed_from_source(post.organization)
    return json.dumps(
        {
            source: {"right_holder": holder, "evidence_note": shared.record_of(source, holder, days)}
            for source, holder in found.items()
        }
    )


def _said(request: OfficeRequest, form: RightsForm) -> dict[str, Any]:
    values = {name: value for name, value in form.cleaned_data.items() if name != "evidence_upload"}
    return values | paper(request, form)


def _before(request: OfficeRequest, post: Post) -> Before | None:
    found = querysets.rights_before(post, request.user)
    if found is None or (found.licence is None and found.permission_until):
        return None  # a permission that ends was given for those pictures
    if found.licence and found.licence not in querysets.consents_for(post.organization):
        return None
    return Before(found)
