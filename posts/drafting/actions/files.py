"""What becomes of a stored file that is not as it was stored: noted once, told to who can put it back, ended."""

from django.db import transaction
from django.utils import timezone

from posts.drafting import events, notices
from posts.drafting.models import DamagedFile, Post
from security.models import Role
from security.notices import telling
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
    _tell(found, post)
    audit.record(events.FILE_DAMAGED, by=None, subject=post, file=digest, shelf=shelf)


def _tell(found: DamagedFile, post: Post) -> None:
    telling.tell(
        notices.FILE_DAMAGED,
        to=working_as(Role.ADMINISTRATOR),
        about=found,
        title=f"保存されたファイルが、保存したときと違います: {post}",
        sentence=f"「{post}」の{found.get_shelf_display()}のファイルが、なくなっているか、保存したときの内容と違っています。\n"
        "このファイルは、Instagramにも、承認の画面にも、どの画面にも出していません。"
        "この画像のままでは承認も投稿もできません(第４第１項(1))。\n"
        "何者かがサーバーのファイルを書き換えたか、ディスクが壊れたおそれがあります。"
        "サーバーのファイルを確かめ、バックアップから元のファイルを戻してください。戻ったことは1分以内に分かり、画面の表示は消えます。\n"
        "バックアップがないときは、起案した方に、同じ写真をもう一度選んでもらってください。\n"
        f"ファイルのハッシュ(SHA-256): {found.digest}",
        url=post.get_absolute_url(),
        by=None,
    )


@transaction.atomic
def note_restored(*, found: DamagedFile) -> None:
    """The file is as it was stored again."""
    if not DamagedFile.objects.filter(pk=found.pk, ended_at=None).update(ended_at=timezone.now()):
        return
    telling.take_back(notices.FILE_DAMAGED, about=found)
    audit.record(events.FILE_RESTORED, by=None, subject=found.post, file=found.digest, shelf=found.shelf)
