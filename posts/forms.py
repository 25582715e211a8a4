"""Forms of drafting. They take what people type as it is; what a post still lacks is told by the rules."""

from typing import Any

from django import forms
from django.utils import timezone

from posts.models import Link, Photo, Post, SiteAgreement


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files at once, judged one by one by the photo pipeline, never by their names."""

    widget = MultipleFileInput(attrs={"accept": "image/*,.heic,.heif"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(file, initial) for file in files]


PHOTO_HELP = "JPEG、PNG、WebP、HEIC(タブレットやスマートフォンの写真)。何枚でも一度に選べます。1枚30MBまで、10枚まで投稿できます。"


class AsTyped(forms.ModelForm):
    """Texts are stored exactly as typed but for line ends: no stripping, no Unicode normalisation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                field.strip = name != "caption"

    def clean_caption(self) -> str:
        return self.cleaned_data["caption"].replace("\r\n", "\n").replace("\r", "\n")


class NewPostForm(AsTyped):
    """起案: just enough to begin; the rest is on the editor's page. Nothing is required, so that nothing is lost."""

    title = forms.CharField(
        label="件名", max_length=100, required=False, help_text="庁内での呼び名です。Instagramには出ません。"
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    uploads = PhotosField(label="写真", required=False, help_text=PHOTO_HELP)

    class Meta:
        model = Post
        fields = ["title", "caption"]
        widgets = {"caption": forms.Textarea(attrs={"rows": 10})}


class PostForm(AsTyped):
    title = forms.CharField(
        label="件名", max_length=100, required=False, help_text="庁内での呼び名です。Instagramには出ません。"
    )
    uploads = PhotosField(label="写真を追加する", required=False, help_text=PHOTO_HELP)

    class Meta:
        model = Post
        fields = [
            "title", "caption", "category", "topics", "sponsorship", "sponsorship_note", "frame", "publish_at",
        ]  # fmt: skip
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 12}),
            "category": forms.RadioSelect,
            "topics": forms.CheckboxSelectMultiple,
            "sponsorship": forms.RadioSelect,
            "frame": forms.RadioSelect,
            "publish_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        help_texts = {
            "caption": "Instagramにそのまま出ます。2,200字、ハッシュタグ30個まで(5個までをお勧めします)。",
            "category": "(2)は、移住交流担当課長が「適当と認める」ことが別に必要です(第３第１項(2))。",
            "frame": "Instagramは、1枚目の形に合わせてすべての写真を切り抜きます。",
            "publish_at": "空欄のときは、承認の後に「投稿する」を押して投稿します。この時刻までに承認されないと期限切れになります。",
        }

    def clean_publish_at(self) -> Any:
        moment = self.cleaned_data["publish_at"]
        return moment and timezone.localtime(moment).replace(second=0, microsecond=0)


class PhotoForm(forms.ModelForm):
    remove = forms.BooleanField(label="この写真を外す", required=False)
    evidence_upload = forms.FileField(
        label="権利確認の資料",
        required=False,
        help_text="許諾書や承諾のメールなど(PDFまたは画像、10MBまで)。公開されません。",
    )

    class Meta:
        model = Photo
        fields = [
            "alt_text", "focus_x", "focus_y", "relation_confirmed", "source", "right_holder", "evidence_note",
            "people", "consent_note", "has_minors", "guardian_consent", "credit", "permission_until",
        ]  # fmt: skip
        widgets = {
            "alt_text": forms.Textarea(attrs={"rows": 2}),
            "evidence_note": forms.Textarea(attrs={"rows": 2}),
            "focus_x": forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5}),
            "focus_y": forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5}),
            "permission_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "people": forms.RadioSelect,
        }
        help_texts = {
            "alt_text": "写真が見えない方に読み上げられます。何が写っているかを1、2文で。",
            "focus_x": "左(0)から右(100)まで。",
            "focus_y": "上(0)から下(100)まで。",
            "evidence_note": "例: 令和8年10月2日、〇〇町観光課の△△様から電話で承諾。",
            "right_holder": "撮影した人や、権利を持つ団体の名前。",
        }


class LinkForm(forms.ModelForm):
    remove = forms.BooleanField(label="このリンクを外す", required=False)

    class Meta:
        model = Link
        fields = [
            "url", "label", "related", "decent", "agreement", "agreed", "agreed_with", "agreed_on", "agreed_how",
        ]  # fmt: skip
        widgets = {
            "url": forms.TextInput(attrs={"inputmode": "url"}),
            "agreed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "agreement": "このサイトの了解を登録してあるときに選ぶと、下の3つは要りません。",
            "agreed_how": "例: 電話、メール、文書",
        }

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("url", "").strip()


class SiteAgreementForm(forms.ModelForm):
    class Meta:
        model = SiteAgreement
        fields = ["host", "agreed_with", "agreed_on", "agreed_how", "valid_until"]
        widgets = {
            "agreed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))


class NoInputForm(forms.Form):
    """A step that only asks whether one is sure."""


class OutcomeForm(forms.Form):
    """要確認: what somebody has seen on the account."""

    is_live = forms.TypedChoiceField(
        label="Instagramの画面で確かめた結果",
        choices=[("1", "投稿されていた"), ("0", "投稿されていなかった")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    permalink = forms.CharField(
        label="投稿のアドレス",
        required=False,
        max_length=300,
        help_text="投稿されていたとき: 投稿を開き、「リンクをコピー」したアドレスを貼り付けてください。",
    )
