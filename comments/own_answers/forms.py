"""Which approved reply it is."""

from typing import Any

from django import forms

from comments.inbox.models import Comment
from comments.replies.models import Reply
from instagram import captions
from security.office.wording import OfficeWording


class JoinForm(OfficeWording, forms.Form):
    reply = forms.ChoiceField(label="どの返信か", widget=forms.RadioSelect)
    knows_words_differ = forms.BooleanField(
        label="返信文が違うことを確かめた",
        required=False,
        help_text="公式アカウントの返信文が、承認された版と違うときだけ必要です。",
    )
    note = forms.CharField(
        label="補足", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, replies: list[Reply], comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replies = {str(reply.pk): reply for reply in replies}
        field = self.fields["reply"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, _words(reply, comment)) for key, reply in self.replies.items()]

    @property
    def chosen(self) -> Reply:
        return self.replies[self.cleaned_data["reply"]]


def _words(reply: Reply, comment: Comment) -> str:
    is_same = captions.same_caption(reply.words, comment.text)
    mark = "返信文が同じ" if is_same else "返信文が違う"
    return f"{reply.title}({reply.dossier.number}、{reply.get_state_display()}、{mark})"
