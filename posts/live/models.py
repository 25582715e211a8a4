"""What stands on the official account, and the document here that explains it, or the lack of one (第４第１項)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from outbox.clock import now
from posts.drafting.models.posts import Post

ID_MAX = 40  # of Instagram's numbers


class Register(models.Model):
    """Since when an account is held against the documents. What stood there at its first whole reading was taken over."""

    account = models.CharField("Instagramのアカウント番号", max_length=ID_MAX, unique=True)
    began_at = models.DateTimeField("照合を始めた日時", default=now)
    taken_over = models.PositiveIntegerField("始める前からあった投稿", default=0)
    # When its list was last read to the end, and its profile.
    read_at = models.DateTimeField("一覧を読み取った日時", null=True)
    profile_read_at = models.DateTimeField("プロフィールを読み取った日時", null=True)
    # Since when Instagram leaves out a part of the profile that it told before: believed at the second reading.
    profile_lacks_since = models.DateTimeField("プロフィールの一部が返らない日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "公式アカウントの照合"

    def __str__(self) -> str:
        return f"公式アカウントの照合({self.account})"


class Standing(models.TextChoices):
    """How a finding stands. Only OPEN alarms."""

    WAITING = "waiting", "投稿の結果を確かめています"
    OPEN = "open", "承認の記録がありません"
    EXPLAINED = "explained", "承認された文書があります"
    BEFORE = "before", "要領より前のもの"
    FIRST = "first", "最初に読み取ったもの"
    BACK = "back", "元の内容に戻ったもの"
    CONFIRMED = "confirmed", "確かめたもの"
    CASE = "case", "事案として対応"


class Finding(models.Model):
    """Something on the account that the documents explain or not, until somebody has settled it."""

    standing = models.CharField("扱い", max_length=10, choices=Standing)
    found_at = models.DateTimeField("気づいた日時", default=now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="確かめた人"
    )
    settled_at = models.DateTimeField("確かめた日時", null=True)
    note = models.TextField("確かめたこと", blank=True)
    # Where the case is, once there is one: cases stand on a floor above.
    case_url = models.CharField("事案のページ", max_length=100, blank=True)

    SETTLED: ClassVar[list[str]] = ["standing", "settled_by", "settled_at", "note", "case_url"]

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN


class AccountPost(Finding):
    """One post on the account. `post`: the document that explains it. Its words and a small picture are kept."""

    register = models.ForeignKey(
        Register, models.PROTECT, related_name="posts", db_index=False, verbose_name="アカウント"
    )
    media_id = models.CharField("Instagramの投稿番号", max_length=ID_MAX, unique=True)
    shortcode = models.CharField("投稿のアドレスの符号", max_length=60, blank=True)
    permalink = models.CharField("投稿のアドレス", max_length=300, blank=True)
    caption = models.TextField("本文", blank=True)
    kind = models.CharField("形式", max_length=20, blank=True)
    pictures = models.PositiveSmallIntegerField("写真の枚数", default=0)
    posted_at = models.DateTimeField("投稿日時")
    gone_at = models.DateTimeField("なくなったことに気づいた日時", null=True)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="account_posts", verbose_name="文書"
    )
    # Of the small picture, kept by its content so that it stays when the post goes; and when to try for it again.
    preview = models.CharField("画像のハッシュ", max_length=64, blank=True)
    preview_tries = models.PositiveSmallIntegerField("画像を取得した回数", default=0)
    preview_at = models.DateTimeField("次に画像を取得する日時", null=True, default=now)

    class Meta:
        verbose_name = verbose_name_plural = "公式アカウントの投稿"
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(fields=["-posted_at", "-id"], name="account_post_latest_first"),
            models.Index(
                fields=["standing", "-posted_at", "-id"],
                condition=Q(standing__in=["waiting", "open"]),
                name="account_post_unsettled",
            ),
            models.Index(
                fields=["preview_at"], condition=Q(preview_at__isnull=False), name="account_post_unpictured"
            ),
        ]

    def __str__(self) -> str:
        """What stands in the trail: no words of whoever wrote it."""
        return f"公式アカウントの投稿({self.shortcode or self.media_id})"

    def get_absolute_url(self) -> str:
        return reverse("posts:live_post", args=[self.pk])

    @property
    def first_line(self) -> str:
        lines = self.caption.split("\n", 1)
        return lines[0].strip() or "(本文のない投稿)"

    @property
    def what(self) -> str:
        """In a word: what kind of post it is."""
        if self.kind == "VIDEO":
            return "動画"
        return f"写真{self.pictures}枚" if self.pictures else "写真"

    @property
    def address(self) -> str:
        """Where a link may lead."""
        return self.permalink if self.permalink.startswith(("https://", "http://")) else ""

    @property
    def is_older(self) -> bool:
        """Whether it was posted before the register began."""
        return self.posted_at < self.register.began_at


PARTS = {"username": "ユーザーネーム", "name": "名前", "biography": "自己紹介", "website": "リンク"}


class AccountProfile(Finding):
    """The profile as it was read, until it was read otherwise (`ended_at`). The last that was confirmed is the approved one."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="profiles", verbose_name="アカウント")
    username = models.CharField(PARTS["username"], max_length=100, blank=True)
    name = models.CharField(PARTS["name"], max_length=200, blank=True)
    biography = models.TextField(PARTS["biography"], blank=True)
    website = models.CharField(PARTS["website"], max_length=500, blank=True)
    ended_at = models.DateTimeField("変わったことに気づいた日時", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "公式アカウントのプロフィール"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register"], condition=Q(ended_at__isnull=True), name="account_profile_stands_once"
            ),
        ]
        indexes = [
            models.Index(fields=["standing"], condition=Q(standing="open"), name="account_profile_open"),
        ]

    def __str__(self) -> str:
        return f"公式アカウントのプロフィール 第{self.pk}版"

    def get_absolute_url(self) -> str:
        return reverse("posts:live_profile", args=[self.pk])

    @property
    def parts(self) -> dict[str, str]:
        return {part: getattr(self, part) for part in PARTS}

    @property
    def rows(self) -> list[tuple[str, str]]:
        """For a page: what each part is called, and says."""
        return [(PARTS[part], value) for part, value in self.parts.items()]
