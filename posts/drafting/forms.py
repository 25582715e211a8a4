"""Forms of drafting. They take what people type as it is; the rules say what a post still lacks."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from instagram import limits
from posts.drafting.actions.photos import PHOTOS_MAX
from posts.drafting.models import Consent, Generated, Link, People, Photo, Post, SiteAgreement, Source
from posts.imaging import frames
from posts.imaging.frames import Frame
from posts.imaging.inspection import BYTES_MAX
from security.office.days import with_weekday
from security.office.fields import NUMBER, DayField, FormKeyField, MomentField, RowsField
from security.office.wording import OfficeWording, keep_as_typed


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files at once, judged one by one by the photo pipeline, never by their names."""

    widget = MultipleFileInput(attrs={"accept": "image/*,.heic,.heif", "data-bytes-max": BYTES_MAX})

    def __init__(self, **kwargs: Any) -> None:
        # An empty one is refused by its name, like any other that is no photo, and the rest is kept.
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(file, initial) for file in files]


class OrderField(forms.Field):
    """Photos by their numbers in the order wanted, as js/photos.js writes it; empty where nobody has moved one.

    What is no number is left out: nobody can correct a field that he does not see.
    """

    widget = forms.HiddenInput(attrs={"data-kept": ""})  # js/typed_fields.js

    def clean(self, value: Any) -> list[int]:
        return [int(part) for part in (value or "").split(",") if NUMBER.fullmatch(part)]


TITLE_HELP = "庁内での呼び名です。Instagramには出ません。"
PHOTO_HELP = (
    f"JPEG、PNG、WebP、HEIC。1枚{BYTES_MAX // 1_000_000}MBまで、"
    f"{PHOTOS_MAX}枚まで選べます(投稿できるのは{limits.CAROUSEL_MAX}枚まで)。"
)


PAPER_BYTES_MAX = 10 * 1024 * 1024


class Draftable(OfficeWording):
    """Saving asks for nothing. `needed` names the fields that must be there before approval is asked for."""

    needed: ClassVar[tuple[str, ...]] = ()


class AsTyped(Draftable, forms.ModelForm):
    """The caption is stored exactly as typed: no stripping, no Unicode normalisation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_as_typed(self.fields["caption"], called="本文")


class NewPostForm(AsTyped):
    """起案: just enough to begin; the rest is on the editor's page. Nothing is required, so that nothing is lost."""

    title = forms.CharField(label="件名", max_length=100, required=False, help_text=TITLE_HELP)
    form_key = FormKeyField()
    uploads = PhotosField(label="写真", required=False, help_text=PHOTO_HELP)

    class Meta:
        model = Post
        fields = ["title", "caption"]
        widgets = {"caption": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"caption": "Instagramにそのまま出ます。"}


class CopyForm(OfficeWording, forms.Form):
    """複写して起案."""

    form_key = FormKeyField()
    with_photos = forms.BooleanField(label="写真も複写する", required=False, initial=True)


class PatternForm(OfficeWording, forms.Form):
    """定型: the name by which one chooses it; none ends it."""

    name = forms.CharField(
        label="定型の名前",
        max_length=50,
        required=False,
        help_text="起案するときに、この名前で選びます。例: 月例のイベント案内。空欄にすると、定型から外れます。",
    )


class StartForm(OfficeWording, forms.Form):
    """起案する in one press; the calendar's + says for when."""

    form_key = FormKeyField()
    publish_at = MomentField(label="投稿する日時", required=False)


class AddPhotoForm(OfficeWording, forms.Form):
    """One photo by itself, as js/uploading.js sends it."""

    photo = forms.FileField(allow_empty_file=True)  # an empty one is refused by its name
    key = forms.UUIDField()
    again = forms.BooleanField(required=False)


class PostForm(AsTyped):
    needed = ("title", "caption", "topics", "generated")

    title = forms.CharField(label="件名", max_length=100, required=False, help_text=TITLE_HELP)
    uploads = PhotosField(label="写真を選ぶ", required=False, help_text=PHOTO_HELP)
    order = OrderField(required=False)

    class Meta:
        model = Post
        fields = [
            "title", "caption", "category", "topics", "sponsorship", "sponsorship_note", "frame", "generated",
            "publish_at",
        ]  # fmt: skip
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 7}),
            "category": forms.RadioSelect,
            "topics": forms.CheckboxSelectMultiple(attrs={"class": "options--row"}),
            "sponsorship": forms.RadioSelect,
            "frame": forms.RadioSelect(attrs={"class": "options--row"}),
            "generated": forms.RadioSelect,
        }
        field_classes = {"publish_at": MomentField, "topics": RowsField}
        help_texts = {
            "caption": f"Instagramにそのまま出ます。ハッシュタグは{limits.HASHTAGS_ADVISED}個までをお勧めします。",
            "category": "(2)は、移住交流担当課長が「適当と認める」ことが別に必要です(第３第１項(2))。",
            "sponsorship_note": "どこから、どのような内容の依頼や提供を受けたかを書いてください。",
            "frame": (
                "Instagramは、1枚目の形に合わせてすべての写真を切り抜きます。"
                "縦長 3:4が受け付けられなかったときは、縦長 4:5を選んでください。"
            ),
            "generated": "生成AIで作ったり大きく手を加えたりした写真には、InstagramでAIラベルを付けます。明るさの調整などは含みません。",
            "publish_at": (
                "空欄のときは、承認の後に「投稿する」を押して投稿します。"
                "この日時までに承認されないときは、投稿されずに期限切れになります。"
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["generated"].choices = Generated.choices  # type: ignore[attr-defined]  # a choice field
        kept = (
            self.instance.frame
        )  # a frame that is offered no more stays what was chosen until somebody changes it
        shown = [(frame.value, frame.label) for frame in Frame if frame in frames.offered() or frame == kept]
        self.fields["frame"].choices = shown  # type: ignore[attr-defined]  # a choice field

    def clean_publish_at(self) -> Any:
        moment = self.cleaned_data["publish_at"]
        return moment and timezone.localtime(moment).replace(second=0, microsecond=0)


class PhotoForm(Draftable, forms.ModelForm):
    """What is said of one picture alone. `rights`: its own form of rights, where it is an exception."""

    lacks = rights_lacks = 0  # how many points are still missing, as the editor counts them
    rights: "RightsForm | None" = None
    earlier: Photo | None = None  # the same photo in another post
    needed = ("alt_text", "relation_confirmed")

    remove = forms.BooleanField(label="この写真を外す", required=False)

    class Meta:
        model = Photo
        fields = ["alt_text", "focus_x", "focus_y", "relation_confirmed"]
        widgets = {
            "alt_text": forms.Textarea(attrs={"rows": 3}),
            "focus_x": forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5}),
            "focus_y": forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5}),
        }
        help_texts = {
            "alt_text": "写真が見えない方に読み上げられます。何が写っているかを、1、2文で書いてください(「写真」「画像」と書く必要はありません)。例: 雪の積もった並木道を、赤い傘の人が歩いている。",
        }
        labels = {
            "focus_x": "写す範囲(左右)",
            "focus_y": "写す範囲(上下)",
        }


class RightsForm(Draftable, forms.ModelForm):
    """権利と人物: of all photos of a post together, or of one that says it for itself."""

    lacks = 0
    needed = ("source", "right_holder", "evidence_note", "people")

    evidence_upload = forms.FileField(
        label="権利確認の資料",
        required=False,
        allow_empty_file=True,  # refused by its name, and the rest is saved (views/evidence.py)
        widget=forms.FileInput(
            attrs={"accept": "application/pdf,image/*", "data-bytes-max": PAPER_BYTES_MAX}
        ),
        help_text="許諾書や承諾のメールなど(PDFか画像、10MBまで)。資料があれば、記録は空欄でもかまいません。公開はされません。",
    )

    class Meta:
        model = Photo
        fields = [
            "licence", "source", "right_holder", "evidence_note", "credit", "permission_until", "people", "portrait",
            "consent_note", "has_minors", "guardian_consent",
        ]  # fmt: skip
        widgets = {
            "evidence_note": forms.Textarea(attrs={"rows": 1, "class": "grows"}),
            "people": forms.RadioSelect(attrs={"class": "options--row"}),
        }
        field_classes = {"permission_until": DayField}
        help_texts = {
            "evidence_note": "例: 令和8年10月2日、〇〇町観光課の△△様から電話で承諾を得た。",
            "consent_note": "いつ、どのように同意を得たかを書いてください。",
            "credit": "写真に添えるよう求められているときに書いてください。",
            "permission_until": "期限があるときに入力してください。過ぎると投稿できなくなります。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "選んでください"), *Source.choices]  # type: ignore[attr-defined]  # a choice field
        self.fields["people"].choices = People.choices  # type: ignore[attr-defined]  # a choice field

    def offer(self, consents: Sequence[Consent]) -> None:
        """The library's entries to choose from, read once for all photos; what is chosen already stays, however it stands."""
        for name, kind in (("licence", Consent.Kind.HOLDER), ("portrait", Consent.Kind.PEOPLE)):
            field: Any = self.fields[name]
            chosen = getattr(self.instance, name)
            fit = [one for one in consents if one.kind == kind]
            fit += [chosen] if chosen and chosen not in fit else []
            field.queryset = Consent.objects.filter(pk__in=[one.pk for one in fit])
            blank = "(台帳を使わずに書く)"
            field.choices = [("", blank), *((one.pk, _as_offered(one)) for one in fit)]

    @property
    def has_library(self) -> bool:
        """Whether there is anything to choose from, for the right holders."""
        field: Any = self.fields["licence"]
        return len(field.choices) > 1

    @property
    def has_portraits(self) -> bool:
        field: Any = self.fields["portrait"]
        return len(field.choices) > 1

    @property
    def words(self) -> str:
        """What stands there, in a line, for what is folded because nothing is missing."""
        photo = self.instance
        said = [Source(photo.source).label if photo.source else "", photo.right_holder]
        said.append(People(photo.people).label if photo.people else "")
        return " / ".join(one for one in said if one)

    @property
    def has_extras(self) -> bool:
        """Whether something is said in what is folded."""
        return bool(self.errors or any(self[name].value() for name in ("credit", "permission_until")))


def _as_offered(consent: Consent) -> str:
    if consent.withdrawn_on:
        return f"{consent}　取消し済み"
    end = consent.valid_until
    if end is None:
        return str(consent)
    has_ended = end < timezone.localdate()
    return f"{consent}　{with_weekday(end)}{'で期限切れ' if has_ended else 'まで'}"


class LinkForm(Draftable, forms.ModelForm):
    lacks = 0
    host = ""  # of the stored address
    stands_in_text = False
    needed = ("url", "related", "decent")

    remove = forms.BooleanField(label="このリンクを外す", required=False)
    keep_for_site = forms.BooleanField(
        label="このサイトの了解として登録する",
        required=False,
        help_text="次から、同じサイトのリンクでは自動で選ばれます。",
    )

    class Meta:
        model = Link
        fields = [
            "url", "label", "related", "decent", "agreement", "agreed", "agreed_with", "agreed_on", "agreed_how",
        ]  # fmt: skip
        widgets = {"url": forms.TextInput(attrs={"inputmode": "url"})}
        field_classes = {"agreed_on": DayField}
        help_texts = {
            "url": "https:// から始まる、元のアドレスを入力してください。短縮アドレスは使えません。",
            "agreed_how": "",
        }
        labels = {
            "agreement": "ウ 登録済みの了解",
            "agreed_how": "了解の方法",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # its address is known
            self.fields["url"].help_text = ""
        if self.instance.title and not self.instance.label:
            self.initial["label"] = self.instance.title

    def offer(self, agreements: Sequence[SiteAgreement]) -> None:
        """The standing agreements to choose from, read once for all the links of a post."""
        choices = [("", "(登録済みの了解を使わない)"), *((one.pk, _of_its_side(one)) for one in agreements)]
        self.fields["agreement"].choices = choices  # type: ignore[attr-defined]  # a choice field

    @property
    def stays(self) -> bool:
        return not self.cleaned_data["remove"] and not self.is_blank

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("url", "").strip()


def _of_its_side(agreement: SiteAgreement) -> str:
    """Who was given it is named too: both sides may have one of the same site."""
    return f"{agreement}　{agreement.organization.name}が得た了解"
