"""リンク and the three conditions ア, イ, ウ: 第４第１項(3), 第４第３項(3)."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, cast

from django.db import models
from django.db.models import Q
from django.utils import timezone

from posts.drafting.content import AgreementContent, LinkContent
from posts.drafting.models.posts import Post
from security.models import Organization
from security.office import addresses


class SiteAgreement(models.Model):
    """A standing agreement of a site's owner (ウ), reused for every link to that site.

    It is of the organisation that was given it. Everybody reads and uses it; both sides may have one of the same site.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="了解を得た組織"
    )
    host = models.CharField("サイトのホスト名", max_length=253, help_text="例: www.example.jp")
    agreed_with = models.CharField("了解を得た相手", max_length=100)
    agreed_on = models.DateField("了解を得た日")
    agreed_how = models.CharField("了解の方法", max_length=100, help_text="例: 電話、メール、文書")
    valid_until = models.DateField("了解の期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "サイトの了解"
        ordering = ["host", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "organization"],
                name="site_agreement_once_a_side",
                violation_error_message="このサイトの了解は、すでに登録されています。一覧から変更してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host}({self.agreed_with})"

    def valid_on(self, day: date) -> bool:
        return self.agreed_on <= day and (self.valid_until is None or self.valid_until >= day)

    def sealed_content(self, until: date | None) -> AgreementContent:
        """`until`: its end as it stood when approval was asked for."""
        return AgreementContent(self.agreed_with, self.agreed_on, self.agreed_how, self.pk, until)


def day_needed(publish_at: datetime | None, today: date) -> date:
    """The day on which an agreement has to stand for a post: its own, or today for one that may go out any time."""
    return max(timezone.localdate(publish_at), today) if publish_at else today


class LinkQuerySet(models.QuerySet["Link"]):
    def agreed_on(self, day: date) -> "LinkQuerySet":
        """ウ holds on that day: the agreement is the link's own, or a standing one that is valid."""
        standing = Q(agreement__agreed_on__lte=day) & (
            Q(agreement__valid_until=None) | Q(agreement__valid_until__gte=day)
        )
        return self.filter(Q(agreement=None, agreed=True) | standing)


class HostField(models.CharField):
    """The host of the address as the network names it, to find posts by it: written with the row."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        row = cast(Link, model_instance)
        row.host = addresses.host_key(addresses.host_of(row.url))[: self.max_length]
        return row.host


class Link(models.Model):
    """One address in a post's text, with its own three confirmations."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="links", verbose_name="投稿")
    position = models.PositiveIntegerField("順番", default=0)
    url = models.CharField("アドレス", max_length=500)
    host = HostField(max_length=253, default="", editable=False, db_index=True)
    label = models.CharField("リンク先の名称", max_length=100, blank=True)
    related = models.BooleanField("ア 投稿内容に関係する", default=False)
    decent = models.BooleanField("イ 公序良俗に反しない", default=False)
    agreed = models.BooleanField("ウ 相手方に事前に了解を得た", default=False)
    agreed_with = models.CharField("了解を得た相手", max_length=100, blank=True)
    agreed_on = models.DateField("了解を得た日", null=True, blank=True)
    agreed_how = models.CharField("了解の方法", max_length=100, blank=True)
    # Made because the text names the address; as long as nobody has answered anything in it, it goes with the address.
    is_automatic = models.BooleanField("本文から登録した", default=False, editable=False)
    # The page's own title, offered as the label and never sealed; or why there is none.
    title = models.CharField("ページの題名", max_length=100, blank=True, editable=False)
    title_asked_at = models.DateTimeField("題名を調べた日時", null=True, editable=False)
    title_problem = models.CharField("題名を調べられなかった理由", max_length=300, blank=True, editable=False)
    # The link check of live posts (第４第１項(3)): when it was last looked at, since when and in how many nights in a row
    # it led nowhere, and what was found.
    checked_at = models.DateTimeField("リンクを確かめた日時", null=True)
    dead_since = models.DateTimeField("開けなくなった日時", null=True)
    dead_nights = models.PositiveSmallIntegerField("続けて開けなかった夜の数", default=0)
    problem = models.CharField("確かめた結果", max_length=300, blank=True)
    # What a person has said, who has opened it: that it leads where it should, or that nobody should be led there.
    seen_at = models.DateTimeField("人が開いて確かめた日時", null=True)
    taken_off_at = models.DateTimeField("人がリンク集から外した日時", null=True)
    agreement = models.ForeignKey(
        SiteAgreement,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="登録済みの了解",
        related_name="links",
    )
    # Its end as it stood when approval was last asked for: prolonging it afterwards changes nothing that is sealed.
    agreement_until = models.DateField("承認を求めたときの了解の期限", null=True, editable=False)

    # One bad night proves nothing, nor does a week-end of maintenance: what a machine doubts leaves the public page after
    # three nights in a row, or by a person's word.
    APART: ClassVar[timedelta] = timedelta(hours=20)
    DOUBTED_NIGHTS: ClassVar[int] = 2
    NIGHTS: ClassVar[int] = 3
    DEAD: ClassVar[Q] = Q(dead_nights__gte=NIGHTS)
    OFF: ClassVar[Q] = DEAD | Q(taken_off_at__isnull=False)
    # For so long a person's word that it opens stands against the machine's.
    WORD_HOLDS: ClassVar[timedelta] = timedelta(days=30)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "リンク"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(label="", title_asked_at__isnull=True), name="link_title_to_ask"
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields and "url" in fields:
            kwargs["update_fields"] = {*fields, "host"}
        super().save(*args, **kwargs)

    @property
    def is_dead(self) -> bool:
        """As the query `DEAD` finds them."""
        return self.dead_nights >= self.NIGHTS

    @property
    def is_doubted(self) -> bool:
        """Long enough for the posters to be asked, dead or not yet."""
        return self.dead_nights >= self.DOUBTED_NIGHTS

    @property
    def agreement_stands(self) -> bool:
        """ウ by a standing agreement that is valid today."""
        return self.agreement is not None and self.agreement.valid_on(timezone.localdate())

    @property
    def says_who_agreed(self) -> bool:
        """Anything at all of an agreement of its own."""
        return bool(self.agreed or self.agreed_with.strip() or self.agreed_on or self.agreed_how.strip())

    @property
    def has_own_agreement(self) -> bool:
        """ウ with whom, when and how."""
        return bool(self.agreed and self.agreed_with.strip() and self.agreed_on and self.agreed_how.strip())

    @property
    def is_untouched(self) -> bool:
        """Made from the text, and nobody has answered anything in it."""
        named = self.label not in ("", self.title)
        return self.is_automatic and not (self.related or self.decent or named or self.says_who_agreed)

    def sealed_content(self) -> LinkContent:
        return LinkContent(
            url=self.url,
            label=self.label,
            related=self.related,
            decent=self.decent,
            agreed=self.agreed,
            own_agreement=AgreementContent(self.agreed_with, self.agreed_on, self.agreed_how),
            standing_agreement=self.agreement.sealed_content(self.agreement_until)
            if self.agreement
            else None,
        )
