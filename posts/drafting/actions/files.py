"""What becomes of a stored file that is not as it was stored: noted once, told to who can put it back, ended."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from posts.drafting import events
from posts.drafting.models import DamagedFile, Post
from security.letters import writing as letters
from security.models import Role, User
from security.people.querysets import working_as
from security.trail import recording as audit


@transaction.atomic
def note_damaged(*, shelf: DamagedFile.Shelf, digest: str, post: Post) -> None:
    """By the system, whoever asked for the file. What is noted already is not told again."""
    found, is_new = DamagedFile.objects.get_or_create(
        shelf=shelf, digest=digest, ended_at=None, defaults={"post": post}
    )
    if not is_new:
        return
    for person in working_as(Role.ADMINISTRATOR):
        _tell(person, found, post)
    audit.record(events.FILE_DAMAGED, by=None, subject=post, file=digest, shelf=shelf)


def _tell(person: User, found: DamagedFile, post: Post) -> None:
    url = f"{settings.PUBLIC_URL}{post.get_absolute_url()}"
    context = {"person": person, "found": found, "post": post, "url": url}
    letters.write(
        key=f"damaged-file:{found.pk}",
        to=person,
        subject=f"保存されたファイルが、保存したときと違います: {post}",
        body=render_to_string("posts/letters/damaged_file.txt", context),
        about=about(found),
    )


@transaction.atomic
def note_restored(*, found: DamagedFile) -> None:
    """The file is as it was stored again."""
    if not DamagedFile.objects.filter(pk=found.pk, ended_at=None).update(ended_at=timezone.now()):
        return
    letters.take_back(about=about(found))
    audit.record(events.FILE_RESTORED, by=None, subject=found.post, file=found.digest, shelf=found.shelf)


def about(found: DamagedFile) -> str:
    return f"damaged-file:{found.pk}"
