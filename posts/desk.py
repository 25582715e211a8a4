"""What the approver's desk shows of a post."""

from typing import Any

from django.db.models import QuerySet

from approvals import changes
from approvals.desk import Desk
from approvals.models import Submission
from posts import querysets, rules
from posts.models import People, Post, Source, Sponsorship
from posts.views import previews
from security.requests import OfficeRequest


class PostDesk(Desk):
    content_template = "posts/desk_content.html"
    card_template = "posts/card.html"

    def items(self, request: OfficeRequest) -> QuerySet[Post]:
        return querysets.whole(querysets.readable_by(request.actor))

    def content(self, item: Post, submission: Submission) -> dict[str, Any]:
        sealed = submission.data
        pictures = previews.of_version(item, submission)
        previous = item.dossier.submissions.filter(number__lt=submission.number).last()
        return {
            "account": previews.ACCOUNT,
            "photos": pictures,
            "caption": sealed["caption"],
            "sealed": sealed,
            "photo_clause": rules.photo_clause(item.organization),
            "link_clause": rules.link_clause(item.organization),
            "category_label": item.get_category_display(),
            "sponsorship_label": Sponsorship(sealed["sponsorship"][0]).label,
            "photo_rights": [
                _rights(photo, picture) for photo, picture in zip(sealed["photos"], pictures, strict=True)
            ],
            "caption_pieces": list(changes.pieces(previous.data["caption"], sealed["caption"]))
            if previous
            else [],
        }


def _rights(photo: dict[str, Any], picture: previews.Picture) -> dict[str, Any]:
    people, consent, has_minors, guardian = photo["people"]
    return {
        **photo,
        "picture": picture,
        "source_label": Source(photo["source"]).label,
        "people_label": People(people).label,
        "consent_note": consent,
        "has_minors": has_minors,
        "guardian_consent": guardian,
    }
