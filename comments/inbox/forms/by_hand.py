"""手入力: a comment that somebody found on the tablet, as it stands there."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from comments.inbox.models import Comment, LivePost
from security.office.fields import MomentField
from security.office.wording import OfficeWording

CHOICES_MAX = 100


class ByHandForm(OfficeWording, forms.Form):
    """`parent`: the comment at the top of the thread that this one answers, or None."""

    live_post = forms.TypedChoiceField(label="コメントの付いた投稿", coerce=int)
    username = forms.CharField(
        label="ユーザーネーム",
        max_length=100,
        help_text="コメントした方の名前です。@は付けても付けなくてもかまいません。",
    )
    text = forms.CharField(
        label="コメントの本文",
        max_length=2200,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text="絵文字や改行も、タブレットの画面のとおりに入力してください。",
    )
    commented_at = MomentField(
        label="コメントの日時",
        help_text="画面に「2日前」などとあるときは、おおよそでかまいません。",
    )

    def __init__(self, *args: Any, names: dict[int, str], parent: Comment | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        choices: list[tuple[Any, str]] = [(pk, Truncator(name).chars(60)) for pk, name in names.items()]
        if parent:
            choices = [one for one in choices if one[0] == parent.live_post_id]
        else:
            choices.insert(0, ("", "選んでください"))
        self.fields["live_post"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField

    @property
    def chosen(self) -> LivePost:
        return LivePost.objects.get(pk=self.cleaned_data["live_post"])


def _posts_to_choose() -> QuerySet[LivePost]:
    """What still stands on the account."""
    found = LivePost.objects.filter(gone_at=None).select_related("post__organization")
    return found.order_by("-posted_at", "-pk")


def posts_offered(wanted: int | None) -> list[LivePost]:
    """The latest posts on the account, and the one that was asked for."""
    found = list(_posts_to_choose()[:CHOICES_MAX])
    if wanted and wanted not in {one.pk for one in found}:
        found += _posts_to_choose().filter(pk=wanted)
    return found


def this_minute() -> Any:
    return timezone.localtime().replace(second=0, microsecond=0)
