"""What somebody says of a finding."""

from typing import Any

from django import forms

from instagram import captions
from posts.drafting.content import sealed
from posts.drafting.models import Post
from posts.live.models import AccountPost
from security.office.wording import OfficeWording


class JoinForm(OfficeWording, forms.Form):
    """承認を受けて手で投稿したもの. `posts`: among which the document is."""

    post = forms.ChoiceField(label="どの文書のものか", widget=forms.RadioSelect)
    knows_words_differ = forms.BooleanField(
        label="本文が違うことを確かめた",
        required=False,
        help_text="公式アカウントの本文が、承認された版と違うときだけ必要です。",
    )
    has_seen_photos = forms.BooleanField(
        label="Instagramで投稿を開き、写真が、選んだ文書で承認されたものと同じであることを確かめました",
        help_text="システムが比べるのは、本文と写真の枚数だけです。",
    )
    note = forms.CharField(
        label="補足",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例: タブレットから手で投稿した方と、その理由。",
    )

    def __init__(self, *args: Any, posts: list[Post], found: AccountPost, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        same = {key for key, post in self.posts.items() if _is_same(post, found)}
        in_order = sorted(self.posts, key=lambda key: key not in same)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, _words(self.posts[key], is_same=key in same)) for key in in_order]
        if len(same) == 1:
            field.initial = next(iter(same))

    @property
    def chosen(self) -> Post:
        return self.posts[self.cleaned_data["post"]]


def _is_same(post: Post, found: AccountPost) -> bool:
    assert post.submission is not None  # noqa: S101 - asked for by the query
    return captions.same_caption(sealed(post.submission).caption, found.caption)


def _words(post: Post, *, is_same: bool) -> str:
    mark = "本文が同じ" if is_same else "本文が違う"
    return f"{post}({post.dossier.number}、{post.get_state_display()}、{mark})"


class ReasonForm(OfficeWording, forms.Form):
    reason = forms.CharField(label="確かめたこと", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CaseForm(OfficeWording, forms.Form):
    """事案にする."""

    TAKE_OVER, UNAPPROVED = "take_over", "unapproved"

    kind = forms.ChoiceField(
        label="見立て",
        choices=[
            (TAKE_OVER, "アカウントの乗っ取り・不正なログインのおそれがある"),
            (UNAPPROVED, "職員や運営者が、承認を受けずに、またはアカウントを取り違えて行った"),
        ],
        widget=forms.RadioSelect,
        initial=TAKE_OVER,
        help_text="迷うときは、乗っ取りのおそれとしてください。後から地域政策課が改められます。",
    )
    note = forms.CharField(
        label="状況",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="いつ、だれが気づき、いまどうなっているか。",
    )
