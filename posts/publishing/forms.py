"""What somebody has seen on the account."""

from django import forms

from security.office.wording import OfficeWording


class OutcomeForm(OfficeWording, forms.Form):
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
