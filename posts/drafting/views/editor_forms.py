"""The editor's one form in its parts, as it is shown, sent, brought together and stored."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict

from approvals.completeness import Point
from posts.drafting import rules
from posts.drafting.forms import LinkForm, OrderField, PhotoForm, PostForm, RightsForm
from posts.drafting.models import Link, Photo, Post, SiteAgreement
from posts.drafting.views import rights
from posts.drafting.views.points import in_common, of_link, of_photo, of_rights


class EditorForms:
    """The editor's one form in its parts: the post, its photos, its links and a place for a new link."""

    def __init__(
        self,
        post: Post,
        data: QueryDict | None = None,
        files: Any = None,
        typed: dict[str, Any] | None = None,
    ) -> None:
        """`typed`: of the post's own fields, what is not saved and comes from another form."""
        self.as_stored = data is None and typed is None
        self.post = PostForm(data, files, instance=post, initial=typed)
        order = OrderField().clean(data.get("order")) if data is not None else []
        photos = in_order(post.photos.all(), order)
        self.photos = [self._photo_form(photo, data) for photo in photos]
        rights.add_own_forms(self.photos, data, files)
        self.links = [self._link_form(link, data) for link in post.links.all()]
        self.new_link = LinkForm(data, prefix="link-new", initial={"url": first_undeclared(post)})
        self.new_link.fields["url"].required = False
        self.rights = rights.common_form(post, data, files)
        rights.offer_library(post, self.every_rights)
        offered = list(SiteAgreement.objects.select_related("organization"))
        for link_form in [*self.links, self.new_link]:
            link_form.offer(offered)

    @staticmethod
    def _photo_form(photo: Photo, data: QueryDict | None) -> PhotoForm:
        prefix = f"photo-{photo.pk}"
        known = data is not None and f"{prefix}-focus_x" in data
        return PhotoForm(data if known else None, prefix=prefix, instance=photo)

    @staticmethod
    def _link_form(link: Link, data: QueryDict | None) -> LinkForm:
        prefix = f"link-{link.pk}"
        known = data is not None and f"{prefix}-url" in data
        return LinkForm(data if known else None, prefix=prefix, instance=link)

    @property
    def parts(self) -> Sequence[Any]:
        return [self.post, *self.photos, *self.every_rights, *self.links, self.new_link]

    @property
    def every_rights(self) -> list[RightsForm]:
        """Of all photos together, and of the exceptions."""
        own = [form.rights for form in self.photos if form.rights]
        return [self.rights, *own] if self.rights else own

    @property
    def wrong_parts(self) -> list[tuple[str, Any]]:
        """The parts with errors, each with its name on the screen."""
        named: list[tuple[str, Any]] = [("", self.post)]
        named += [(f"{place}枚目の写真", form) for place, form in enumerate(self.photos, start=1)]
        named += [
            (f"{place}枚目の写真の権利と人物", form.rights)
            for place, form in enumerate(self.photos, start=1)
            if form.rights
        ]
        named += [("写真に共通の権利と人物", self.rights)] if self.rights else []
        named += [(f"リンク{place}", form) for place, form in enumerate(self.links, start=1)]
        named += [("追加するリンク", self.new_link)]
        return [(name, form) for name, form in named if form.errors]

    def count_lacks(self, points: Sequence[Point]) -> None:
        """Tell each photo's form how many of the points are its own."""
        for form in self.photos:
            own = of_photo(points, form.instance)
            form.lacks, form.rights_lacks = len(own), len(of_rights(own))
        for link_form in self.links:
            link_form.lacks = len(of_link(points, link_form.instance))
        if self.rights:
            self.rights.lacks = len(in_common(points))

    @property
    def rights_are_said(self) -> bool:
        """In the part that is common to all photos nothing is left to do. Reads what `count_lacks` has counted."""
        related = all(form.instance.relation_confirmed for form in self.photos)
        return related and not (self.rights and self.rights.lacks)

    def name_earlier(self, uses: Mapping[str, Photo]) -> None:
        """Tell each photo's form where the same photo was used before; `uses`: by the original's digest."""
        for form in self.photos:
            form.earlier = uses.get(form.instance.original)

    def are_valid(self) -> bool:
        return all(
            [part.is_valid() or not part.is_bound for part in self.parts]
        )  # all of them, to show every error


def in_order(photos: Iterable[Photo], order: Sequence[int]) -> list[Photo]:
    """The photos as a form wants them; those that it does not know yet follow, and those that are gone are passed over."""
    places = {pk: place for place, pk in reversed([*enumerate(order)])}
    return sorted(photos, key=lambda photo: places.get(photo.pk, len(order)))


def first_undeclared(post: Post) -> str:
    """An address in the text that is not among the links yet: what the next link form begins with."""
    named = rules.named_in(post)
    return next((one.url for one in named if not one.is_declared), "")
