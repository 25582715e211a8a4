"""What stands on the account: posts as Instagram lists them, whoever put them there."""

from django.db import models
from django.db.models import Q

from outbox.clock import now
from posts.models import Post

# Of Instagram's numbers of posts, comments and people.
ID_MAX = 40
UNTOLD = Q(untold__gt=0) | Q(untold_abuse__gt=0) | Q(untold_personal__gt=0)


class LivePost(models.Model):
    """One post on the account. `post` is ours, if this system published it; a post made by hand has none.

    What was read of its comments, and when it is looked at next, stands here too (inbox/reading/).
    """

    media_id = models.CharField("Instagramの投稿番号", max_length=ID_MAX, unique=True)
    post = models.OneToOneField(
        Post, models.PROTECT, null=True, verbose_name="投稿", related_name="live_post"
    )
    first_line = models.CharField("本文の最初の行", max_length=200, blank=True)
    permalink = models.CharField("投稿のアドレス", max_length=300, blank=True)
    posted_at = models.DateTimeField("投稿日時", null=True)
    # As Instagram tells, and as many as could be read when they were last read to the end.
    comments_count = models.PositiveIntegerField("コメント数", default=0)
    comments_read = models.PositiveIntegerField("読み取れたコメント数", default=0)
    # What Instagram counted at that time: the difference is what it counts and never shows.
    count_when_read = models.PositiveIntegerField("読み取った時のコメント数", default=0)
    # When its comments are read next; null when nothing asks for it.
    due_at = models.DateTimeField("次に読み取る日時", null=True)
    # Where reading goes on: a long thread is read in turns.
    cursor = models.CharField("続きの位置", max_length=500, blank=True)
    read_at = models.DateTimeField("コメントを読み取った日時", null=True)
    swept_at = models.DateTimeField("全件を確かめた日時", null=True)
    # Since when Instagram counts comments and shows none (the app's level of access).
    unreadable_since = models.DateTimeField("コメントを読み取れない日時", null=True)
    gone_at = models.DateTimeField("なくなった日時", null=True)
    created_at = models.DateTimeField("知った日時", default=now)
    # How many have come in of which nobody has been told yet (inbox/telling.py), and what the word list found in them.
    untold = models.PositiveIntegerField("知らせていないコメント", default=0)
    untold_abuse = models.PositiveIntegerField("知らせていない誹謗中傷のおそれ", default=0)
    untold_personal = models.PositiveIntegerField("知らせていない個人情報のおそれ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "公開中の投稿"
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(fields=["-posted_at", "-id"], name="live_post_latest_first"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="live_post_due"),
            models.Index(
                fields=["unreadable_since"],
                condition=Q(unreadable_since__isnull=False),
                name="live_post_unreadable",
            ),
            models.Index(fields=["id"], condition=UNTOLD, name="live_post_untold"),
        ]

    def __str__(self) -> str:
        """What is public: its paper's title is not everybody's to read (inbox/views/post_line.py)."""
        return self.first_line or "(本文のない投稿)"
