"""What the approver's desk shows of a post."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from approvals import changes
from approvals.desk import Desk
from approvals.models import Submission
from posts.drafting import querysets, rules
from posts.drafting.models import People, Post, Source, Sponsorship, Topic
from posts.drafting.views import previews
from security.people.requests import OfficeRequest


class PostDesk(Desk):
    content_template = "posts/desk_content.html"
    card_template = "posts/card.html"

    def items(self, request: OfficeRequest) -> QuerySet[Post]:
        return querysets.whole(querysets.readable_by(request.actor))

    def cards(self, request: OfficeRequest) -> QuerySet[Post]:
        return querysets.listed(querysets.readable_by(request.actor))

    def content(self, item: Post, submission: Submission) -> dict[str, Any]:
        sealed = submission.data
        pictures = previews.of_version(item, submission)
        return {
            "account": previews.account(),
            "photos": pictures,
            "caption": sealed["caption"],
            "sealed": sealed,
            "topics": Topic.objects.filter(pk__in=sealed["topics"]),
            "photo_clause": rules.photo_clause(item.organization),
            "link_clause": rules.link_clause(item.organization),
            "category_label": item.get_category_display(),
            "sponsorship_label": Sponsorship(sealed["sponsorship"][0]).label,
            "photo_rights": [
                _rights(photo, picture) for photo, picture in zip(sealed["photos"], pictures, strict=True)
            ],
            "links": [_agreed(link) for link in sealed["links"]],
            **_caption_changes(item, submission),
        }


def _caption_changes(item: Post, submission: Submission) -> dict[str, Any]:
    previous = item.dossier.submissions.filter(number__lt=submission.number).last()
    if previous is None:
        return {}
    old, new = previous.data["caption"], submission.data["caption"]
    return {"caption_changed": old != new, "caption_pieces": list(changes.pieces(old, new))}


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
        "permission_until": _day(photo["permission_until"]),
    }


def _agreed(link: dict[str, Any]) -> dict[str, Any]:
    """The link with condition ウ worded alike, whether it holds for this link or by a standing agreement."""
    standing = link["standing_agreement"]
    whom, day, how = standing or link["agreed"][1:]
    return {**link, "whom": whom, "day": _day(day), "how": how}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
