"""写真 and the proof that it may be shown: 第４第１項(2), 第４第３項(2)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from posts.drafting.content import PhotoContent
from posts.drafting.models.consents import Consent
from posts.drafting.models.posts import Post
from security.office import words


class Source(models.TextChoices):
    OWN = "own", "地域政策課で撮影"
    CONTRACTOR = "contractor", "受託事業者で撮影"
    PROVIDED = "provided", "市町村・団体・個人から提供"
    LICENSED = "licensed", "購入・素材の利用許諾"
    USER = "user", "利用者の投稿の転載許諾"
    GENERATED = "generated", "描画・生成した画像"


class People(models.TextChoices):
    NONE = "none", "人物は写っていない"
    UNIDENTIFIABLE = "unidentifiable", "写っているが、誰かは分からない"
    CONSENTED = "consented", "写っている方全員の同意を得た"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def not_permitted(self, day: date) -> "PhotoQuerySet":
        """As `Photo.permission_problems` judges them."""
        return self.filter(Q(permission_until__lt=day) | Q(permission_withdrawn_on__lte=day))


class Photo(words.Sought):
    """One picture of a post. Files are named by their digest: `original` is private, `rendition` is what goes out."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="photos", verbose_name="投稿")
    position = models.PositiveIntegerField("順番")
    original = models.CharField("元の写真", max_length=64)
    original_name = models.CharField("ファイル名", max_length=100)
    width = models.PositiveIntegerField("幅")
    height = models.PositiveIntegerField("高さ")
    taken_on = models.DateField("撮影日", null=True)  # as its file says; nothing else of EXIF is kept
    had_position = models.BooleanField("位置情報があった", default=False)
    looks_damaged = models.BooleanField("一部が壊れている疑い", default=False)
    turn = models.PositiveSmallIntegerField(
        "右に回した角度", default=0
    )  # degrees; width and height are as turned
    focus_x = models.PositiveSmallIntegerField("切り抜きの中心(横)", default=50)
    focus_y = models.PositiveSmallIntegerField("切り抜きの中心(縦)", default=50)

    # Of one that was added by itself: the browser's key for it, so that a retry makes no second one, and the version of
    # the post that it made.
    upload_key = models.UUIDField(null=True, editable=False)
    added_in = models.PositiveIntegerField(null=True, editable=False)

    rendition = models.CharField("投稿用の画像", max_length=64)
    rendition_width = models.PositiveIntegerField()
    rendition_height = models.PositiveIntegerField()

    alt_text = models.TextField("写真の説明(代替テキスト)", blank=True)
    relation_confirmed = models.BooleanField("記事に関連する写真である", default=False)
    # What follows, up to the permission's end, is the same for all photos of a post but those that say it for themselves.
    # It is said, not found by comparing: an exception stays one while its words happen to be those of the others.
    own_rights = models.BooleanField("権利と人物を、この写真だけ別に書く", default=False)
    licence = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, verbose_name="台帳の許諾", related_name="licensed"
    )
    portrait = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, verbose_name="台帳の同意", related_name="portrayed"
    )
    source = models.CharField("出どころ", max_length=20, choices=Source, blank=True)
    right_holder = models.CharField("権利者", max_length=100, blank=True)
    evidence_note = models.TextField("権利確認の記録", blank=True)
    evidence_file = models.CharField("権利確認の資料", max_length=64, blank=True)
    evidence_name = models.CharField("資料の名前", max_length=100, blank=True)
    people = models.CharField("写っている人", max_length=20, choices=People, blank=True)
    consent_note = models.CharField("同意の記録", max_length=200, blank=True)
    has_minors = models.BooleanField("未成年の方が写っている", default=False)
    guardian_consent = models.BooleanField("保護者の同意を得た", default=False)
    credit = models.CharField("クレジット表記", max_length=100, blank=True)
    permission_until = models.DateField("使用できる期限", null=True, blank=True)
    permission_withdrawn_on = models.DateField("許可が取り消された日", null=True, blank=True)

    SOUGHT_IN = ("right_holder",)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "写真"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100),
                name="photo_focus_is_in_percent",
                violation_error_message="写す範囲の位置は、0から100までの数で入力してください。",
            ),
            models.CheckConstraint(condition=Q(turn__in=[0, 90, 180, 270]), name="photo_turn_is_in_quarters"),
            models.UniqueConstraint(fields=["post", "upload_key"], name="photo_is_added_once"),
        ]
        indexes = [
            models.Index(fields=["original"], name="photo_by_original"),
            models.Index(
                fields=["permission_until"],
                condition=Q(permission_until__isnull=False),
                name="photo_permission_ends",
            ),
            models.Index(
                fields=["permission_withdrawn_on"],
                condition=Q(permission_withdrawn_on__isnull=False),
                name="photo_permission_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}枚目 {self.original_name}"

    def permission_problems(self, day: date) -> list[str]:
        """Why it may not be shown on that day: its permission has run out or been withdrawn."""
        if self.is_withdrawn_on(day):
            return ["使用の許可が取り消されています。"]
        if self.has_run_out_on(day):
            return ["使用できる期限が過ぎています。"]
        return []

    def is_withdrawn_on(self, day: date) -> bool:
        return self.permission_withdrawn_on is not None and self.permission_withdrawn_on <= day

    def has_run_out_on(self, day: date) -> bool:
        return self.permission_until is not None and self.permission_until < day

    @property
    def is_permitted_today(self) -> bool:
        return not self.permission_problems(timezone.localdate())

    def sealed_content(self) -> PhotoContent:
        return PhotoContent(
            digest=self.rendition,
            width=self.rendition_width,
            height=self.rendition_height,
            original=self.original,
            alt_text=self.alt_text,
            relation_confirmed=self.relation_confirmed,
            source=self.source,
            right_holder=self.right_holder,
            evidence_note=self.evidence_note,
            evidence_file=self.evidence_file,
            evidence_name=self.evidence_name,
            people=self.people,
            consent_note=self.consent_note,
            has_minors=self.has_minors,
            guardian_consent=self.guardian_consent,
            credit=self.credit,
            permission_until=self.permission_until,
            turn=self.turn,
            looks_damaged=self.looks_damaged,
        )
