"""Pictures and papers, to signed-in readers of the post."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from approvals.models import Submission
from posts.drafting import actions, files
from posts.drafting.content import sealed
from posts.drafting.models import Photo, Post
from posts.drafting.views.access import readable_post
from posts.imaging.failures import PhotoFailure
from posts.imaging.whole import small_whole
from security.pages.requests import OfficeRequest

PAPER_DAMAGED = (
    "資料「{name}」のファイルが保存したときと違うため、開いていません。"
    "システム管理者に通知しました。元に戻るまでお待ちください。"
)


@require_safe
@login_required
def image(request: OfficeRequest, pk: int, digest: str) -> HttpResponse:
    """A picture of the post or of one of its versions. Named by its content, so it may be kept by the browser."""
    post = readable_post(request, pk)
    if not _belongs(digest, post):
        raise Http404
    response = jpeg(digest, post=post)
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _belongs(digest: str, post: Post) -> bool:
    if any(photo.rendition == digest for photo in post.photos.all()):
        return True
    return any(digest in sealed(version).digests for version in _versions_with(digest, post))


def _versions_with(digest: str, post: Post) -> QuerySet[Submission]:
    return Submission.objects.filter(dossier=post.dossier_id, content__contains=digest)


@require_safe
@login_required
def whole_photo(request: OfficeRequest, pk: int, photo_pk: int) -> HttpResponse:
    """The uncropped photo, small, on which the editor shows the window. Its address names how the photo is turned."""
    post = readable_post(request, pk)
    photo = get_object_or_404(Photo, pk=photo_pk, post=post)
    if request.user not in post.dossier.contributors.all():  # who works on it sees it with every page
        actions.note_evidence_read(by=request.user, of=post, paper=photo.original, name=photo.original_name)
    try:
        data = small_whole(BytesIO(files.original(photo.original, post=post)), turn=photo.turn)
    except (files.Damaged, PhotoFailure) as error:
        raise Http404 from error
    response = HttpResponse(data, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_safe
@login_required
def evidence(request: OfficeRequest, pk: int, digest: str) -> HttpResponse:
    """A paper that proves a right, of the post or of one of its versions: a download, never shown in the page."""
    post = readable_post(request, pk)
    papers = _papers(post, digest)
    if digest not in papers:
        raise Http404
    try:
        data = files.original(digest, post=post)
    except files.Damaged:
        messages.error(request, PAPER_DAMAGED.format(name=papers[digest]))
        return redirect(post)
    actions.note_evidence_read(by=request.user, of=post, paper=digest, name=papers[digest])
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, papers[digest])
    return response


def _papers(post: Post, digest: str) -> dict[str, str]:
    """Names by digest, of the rows and of the versions that may hold this one."""
    papers = {
        photo.evidence_file: photo.evidence_name
        for version in _versions_with(digest, post)
        for photo in sealed(version).photos
    }
    papers |= {photo.evidence_file: photo.evidence_name for photo in post.photos.all()}
    papers.pop("", None)
    return papers


def jpeg(digest: str, *, post: Post) -> HttpResponse:
    """Other bytes than those that were stored never leave: then there is nothing here."""
    try:
        return HttpResponse(files.rendition(digest, post=post), content_type="image/jpeg")
    except files.Damaged as error:
        raise Http404 from error
