"""What the approver's desk shows of a post."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from approvals import changes
from approvals.desk import Desk
from approvals.models import Submission
from posts.drafting import files, querysets, rules
from posts.drafting.content import PhotoContent, sealed
from posts.drafting.models import Generated, People, Post, Source, Sponsorship, Topic
from posts.drafting.views import previews
from security.office.answers import YES, Answer
from security.pages.requests import OfficeRequest


@dataclass(frozen=True)
class Right:
    """A sealed photo as it will look, and by what right it is shown."""

    photo: PhotoContent
    picture: previews.Picture

    @property
    def source(self) -> str:
        return Source(self.photo.source).label

    @property
    def people(self) -> str:
        return People(self.photo.people).label


class PostDesk(Desk):
    content_template = "posts/desk_content.html"
    card_template = "posts/card.html"
    list_view = "posts:list"
    list_link = "すべての投稿を見る"

    def items(self, request: OfficeRequest) -> QuerySet[Post]:
        return querysets.with_details(querysets.readable_by(request.actor))

    def cards(self, request: OfficeRequest) -> QuerySet[Post]:
        return querysets.for_list(querysets.readable_by(request.actor))

    def obstacle(self, item: Post) -> Answer:
        if item.submission is None:
            return YES
        digests = sealed(item.submission).digests
        return rules.pictures_stand(item, files.damaged_places(digests, post=item))

    def content(self, item: Post, submission: Submission, previous: Submission | None) -> dict[str, Any]:
        content = sealed(submission)
        pictures = previews.of_version(item, submission, files.damaged_renditions())
        return {
            "account": previews.account(),
            "photos": pictures,
            "caption": content.caption,
            "warnings": rules.warnings(content.caption),
            "sealed": content,
            "topics": Topic.objects.filter(pk__in=content.topics),
            "photo_clause": rules.photo_clause(item.organization),
            "link_clause": rules.link_clause(item.organization),
            "category_label": item.get_category_display(),
            "sponsorship_label": Sponsorship(content.sponsorship.kind).label,
            "generated_label": Generated(content.generated).label if content.generated else "",
            "photo_rights": [
                Right(photo, picture) for photo, picture in zip(content.photos, pictures, strict=True)
            ],
            "links": content.links,
            **(changes.of_words(sealed(previous).caption, content.caption) if previous else {}),
        }
