"""投稿: what is drafted, approved and published (第３, 第４)."""

from collections.abc import Iterable
from datetime import UTC
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from approvals.content import Forms
from approvals.models import Approvable
from posts.drafting.content import (
    FORMS,
    GENERATED,
    PART_LABELS,
    LinkContent,
    PhotoContent,
    PostContent,
    SponsorshipContent,
)
from posts.imaging.frames import Frame
from security.office import words
from security.office.days import with_weekday_time

# The name of its pictures in security.letters.pictures; posts/drafting/letter_pictures.py makes them.
PICTURES = "post"


class Topic(models.Model):
    """What a post is about, in the guideline's words; chosen per post."""

    name = models.CharField("名称", max_length=50, unique=True)
    position = models.PositiveIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "話題"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Sponsorship(models.TextChoices):
    """第３第１項(1) ただし書: content asked for or paid for is declared."""

    NONE = "none", "依頼や謝礼はない"
    REQUESTED = "requested", "依頼を受けた内容である(謝礼なし)"
    PAID = "paid", "謝礼・提供・タイアップがある"


class Generated(models.TextChoices):
    """Whether Instagram is to mark the post as made with AI."""

    NO = "no", "生成AIで作成・加工した写真はない"
    YES = GENERATED, "生成AIで作成・加工した写真がある(InstagramでAIラベルが付きます)"


class Post(words.Sought, Approvable):
    title = models.CharField("件名", max_length=100, help_text="庁内での呼び名です。Instagramには出ません。")
    caption = models.TextField("本文", blank=True)
    topics = models.ManyToManyField(Topic, verbose_name="話題", blank=True, related_name="posts")
    sponsorship = models.CharField("依頼・謝礼", max_length=20, choices=Sponsorship, default=Sponsorship.NONE)
    sponsorship_note = models.CharField("依頼元と内容", max_length=200, blank=True)
    generated = models.CharField("生成AIの利用", max_length=10, choices=Generated, blank=True)
    frame = models.CharField("写真の形", max_length=20, choices=Frame, default=Frame.FIRST)
    # 引継ぎ: who answers for it after its author has left; until then the author.
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="引き継いだ人",
        related_name="+",
    )

    # 複写元, and the name under which its side starts from it (定型); neither is content.
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="複写元"
    )
    kept_as = models.CharField("定型の名前", max_length=50, blank=True, editable=False)

    SOUGHT_IN = ("title", "caption")
    FORMS: ClassVar[Forms[PostContent]] = FORMS
    PART_LABELS: ClassVar[dict[str, str]] = PART_LABELS

    class Meta(Approvable.Meta):
        verbose_name = verbose_name_plural = "投稿"
        indexes = [
            # The list, for who reads all and for who reads one organisation's; narrowed to a state.
            models.Index(fields=["-edited_at", "-id"], name="post_latest_first"),
            models.Index(fields=["state", "-edited_at", "-id"], name="post_latest_in_state"),
            models.Index(fields=["organization", "-edited_at", "-id"], name="post_latest_of_office"),
            models.Index(
                fields=["organization", "state", "-edited_at", "-id"], name="post_latest_of_office_in_state"
            ),
            models.Index(fields=["state", "publish_at"], name="post_waiting_by_time"),
            # The calendar; and what has no day yet, which it shows beside.
            models.Index(fields=["publish_at"], name="post_by_time"),
            models.Index(
                fields=["-edited_at", "-id"],
                condition=Q(state="draft", publish_at__isnull=True),
                name="post_without_a_day",
            ),
            models.Index(
                fields=["organization", "kept_as"], condition=~models.Q(kept_as=""), name="post_kept_as"
            ),
        ]

    def __str__(self) -> str:
        return self.title.strip() or "(件名未定)"

    def get_absolute_url(self) -> str:
        return reverse("posts:detail", args=[self.pk])

    def after_approval(self) -> str:
        if settings.PUBLISHES_BY_HAND:
            at = f"{with_weekday_time(self.publish_at)}になったら、" if self.publish_at else ""
            return f"{at}投稿者が、ページの「手動で投稿する」から投稿します。"
        if self.publish_at:
            return f"{with_weekday_time(self.publish_at)}に、自動で投稿されます。"
        return "投稿者が、ページの「投稿する」を押すと投稿されます。"

    @property
    def preview_words(self) -> str:
        return self.caption

    @property
    def preview_picture(self) -> str:
        first = self.photos.order_by("position", "pk").first()
        return f"{PICTURES}:{self.pk}/{first.rendition}" if first else ""

    @property
    def answering_ids(self) -> tuple[int | None, ...]:
        return (*super().answering_ids, self.in_charge_id)

    def sealed_content(self) -> PostContent:
        return self.sealed_content_with(
            topics=self.topics.all(),
            photos=[photo.sealed_content() for photo in self.photos.all()],
            links=[link.sealed_content() for link in self.links.all()],
        )

    def sealed_content_with(
        self, *, topics: Iterable[Topic], photos: Iterable[PhotoContent], links: Iterable[LinkContent]
    ) -> PostContent:
        """As it would be with these parts, which need not be stored yet."""
        moment = self.publish_at
        return PostContent(
            title=self.title,
            caption=self.caption,
            category=self.category,
            topics=tuple(sorted(topic.pk for topic in topics)),
            sponsorship=SponsorshipContent(self.sponsorship, self.sponsorship_note),
            frame=self.frame,
            publish_at=moment.astimezone(UTC).replace(microsecond=0) if moment else None,
            organization=self.organization_id,
            photos=tuple(photos),
            links=tuple(links),
            generated=self.generated,
        )
