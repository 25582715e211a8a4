"""Forms of cases and measures."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from comments.cases.models import TroubleType
from comments.cases.screenshots import BYTES_MAX, Screenshot, take_in
from comments.inbox.models import Comment, Hint
from posts.imaging.refusal import PhotoRefused
from posts.models import Post
from security.models import User
from security.office.fields import DayField
from security.office.wording import OfficeWording

TYPE_HELP = "迷うときは近いものを選んでください。後から地域政策課が改められます。"
DRILL_HELP = (
    "訓練の事案は番号が別になり、Instagramには何もしません。連絡のメールと画面には【訓練】と表示されます。"
)
SHOT_HELP = "JPEG、PNG、WebP、HEIC。10MBまで。暗号化して保管します。"
# Which type a hint of the word list suggests; a guess that the reporter sees and may change.
SUGGESTED = {Hint.ABUSE: "T01", Hint.PERSONAL: "T07", Hint.SPAM: "T02", Hint.QUESTION: "T03"}


class ScreenshotField(forms.FileField):
    """Its value is a Screenshot that has been read to its end, or None."""

    widget = forms.FileInput(attrs={"accept": "image/*,.heic,.heif", "data-bytes-max": BYTES_MAX})

    def __init__(self, **kwargs: Any) -> None:
        # An empty one is refused by its name, like any other that is no picture.
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Screenshot | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile) or file.file is None:
            return None
        try:
            return take_in(file.file, str(file.name))
        except PhotoRefused as refusal:
            raise forms.ValidationError(refusal.sentence) from None


class _Reporting(OfficeWording, forms.Form):
    kind = forms.ModelChoiceField(
        label="種類", queryset=TroubleType.objects.none(), empty_label="選んでください", help_text=TYPE_HELP
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["kind"])
        field.queryset = TroubleType.objects.filter(is_active=True)


class CommentCaseForm(_Reporting):
    """One press: a type and one line; everything else is taken from the comment."""

    description = forms.CharField(
        label="状況(ひとこと)",
        max_length=500,
        required=False,
        help_text="例: 特定の町民の方への攻撃で、午前から続いています。",
    )
    screenshot = ScreenshotField(label="画面の写し", required=False, help_text=SHOT_HELP)
    is_drill = forms.BooleanField(label="訓練として報告する", required=False, help_text=DRILL_HELP)

    @staticmethod
    def suggestion(comment: Comment) -> TroubleType | None:
        codes = [SUGGESTED[Hint(hint)] for hint in comment.hints.split() if hint in SUGGESTED]
        return TroubleType.objects.filter(code=codes[0], is_active=True).first() if codes else None


class CaseForm(_Reporting):
    """事案を報告する, by hand. `posts`: of which one may be chosen; None where the address names one."""

    post = forms.ModelChoiceField(
        label="対象の投稿",
        queryset=Post.objects.none(),
        required=False,
        empty_label="(投稿についての事案ではない)",
        help_text="投稿の誤りなど、出した投稿についてのときに選んでください。いまの内容が証拠として保全されます。",
    )

    title = forms.CharField(
        label="件名", max_length=100, help_text="個人の名前や、中傷の文そのものは書かないでください。"
    )
    description = forms.CharField(
        label="状況",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="いつ、どこで、だれが見つけ、いまどうなっているかを書いてください。",
    )
    found_at = forms.CharField(
        label="見つけた場所(アドレス)",
        max_length=500,
        required=False,
        help_text="ネット上で見つけたときは、そのページのアドレス。",
    )
    suspect_username = forms.CharField(
        label="疑わしいユーザーネーム",
        max_length=100,
        required=False,
        strip=False,
        help_text="なりすましのときは、見えているとおりに貼り付けてください。公式のものと1文字ずつ比べます。",
    )
    screenshot = ScreenshotField(label="画面の写し", required=False, help_text=SHOT_HELP)
    is_drill = forms.BooleanField(label="訓練として報告する", required=False, help_text=DRILL_HELP)
    field_order = ("kind", "post")

    def __init__(self, *args: Any, posts: QuerySet[Post] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if posts is None:
            del self.fields["post"]
        else:
            cast(forms.ModelChoiceField, self.fields["post"]).queryset = posts


class PlanForm(OfficeWording, forms.Form):
    """What the division may change."""

    kind = forms.ModelChoiceField(label="種類", queryset=TroubleType.objects.all(), empty_label=None)
    title = forms.CharField(label="件名", max_length=100)
    description = forms.CharField(label="状況", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    owner = forms.ModelChoiceField(
        label="担当", queryset=User.objects.none(), required=False, empty_label="(決めていない)"
    )
    due_on = DayField(label="対応期限", required=False)
    suspect_username = forms.CharField(
        label="疑わしいユーザーネーム",
        max_length=100,
        required=False,
        strip=False,
        help_text="なりすましのとき。",
    )

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = owners


class EntryForm(OfficeWording, forms.Form):
    text = forms.CharField(label="経過の記録", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class StepForm(OfficeWording, forms.Form):
    note = forms.CharField(label="記録", required=False, max_length=2000)
    undo = forms.BooleanField(required=False, widget=forms.HiddenInput)


class EvidenceForm(OfficeWording, forms.Form):
    found_at = forms.CharField(label="アドレス", max_length=500, required=False)
    description = forms.CharField(
        label="内容",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="何が写っているか、いつ見たか。",
    )
    screenshot = ScreenshotField(label="画面の写し", required=False, help_text=SHOT_HELP)


class MeasureForm(OfficeWording, forms.Form):
    """`lines`: on which it can rest, one of them to be chosen; `of`: where they stand."""

    ground = forms.ChoiceField(label="根拠", widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, lines: list[str], of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["ground"])
        field.choices = [(line, line) for line in lines]
        if len(lines) == 1:
            field.initial = lines[0]
        else:
            field.help_text = f"{of}のうち、当てはまるものを1つ選びます。"


class DecisionForm(OfficeWording, forms.Form):
    note = forms.CharField(
        label="補足", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class RefusalForm(OfficeWording, forms.Form):
    note = forms.CharField(label="却下する理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class WithdrawalForm(OfficeWording, forms.Form):
    note = forms.CharField(label="取り下げる理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class SeenForm(OfficeWording, forms.Form):
    FIT, TO_UNDO = "適切だった", "元に戻す必要がある"

    judged = forms.ChoiceField(
        label="確認した結果", choices=[(FIT, FIT), (TO_UNDO, TO_UNDO)], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="補足", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )

    @property
    def is_to_undo(self) -> bool:
        return self.cleaned_data["judged"] == self.TO_UNDO

    @property
    def told(self) -> str:
        """As it stands in the record."""
        return "\n".join(part for part in (self.cleaned_data["judged"], self.cleaned_data["note"]) if part)


class ActionTakenForm(OfficeWording, forms.Form):
    """What a person has done, outside this system."""

    result = forms.CharField(label="行ったこと", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    done_on = DayField(label="行った日", initial=timezone.localdate)
    address = forms.CharField(
        label="アドレス",
        max_length=500,
        required=False,
        help_text="訂正やおわびの投稿、申出の窓口など、後から見られる場所。",
    )


class AnswerForm(OfficeWording, forms.Form):
    answered_on = DayField(label="回答の日", initial=timezone.localdate)
    answer = forms.CharField(label="回答の内容", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ClosingForm(OfficeWording, forms.Form):
    conclusion = forms.CharField(label="結果", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    learnt = forms.CharField(
        label="再発防止・学んだこと", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )

    def __init__(self, *args: Any, steps_open: int, **kwargs: Any) -> None:
        """`steps_open`: of how many steps it is to be said why they were not taken."""
        super().__init__(*args, **kwargs)
        if steps_open:
            self.fields["undone"] = forms.CharField(
                label="手順を行わなかった理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
            )


class ReopeningForm(OfficeWording, forms.Form):
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
