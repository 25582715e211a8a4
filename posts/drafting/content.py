"""The sealed content of a post: everything that an approval covers, in one canonical shape."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from posts.drafting.models import Link, Photo, Post, Topic

PART_LABELS = {
    "title": "件名",
    "caption": "本文",
    "category": "内容の区分",
    "topics": "話題",
    "sponsorship": "依頼・謝礼",
    "frame": "写真の形",
    "publish_at": "投稿する日時",
    "organization": "起案した組織",
    "photos": "写真",
    "links": "リンク",
}


def of(post: "Post") -> dict[str, Any]:
    """The content as it is stored."""
    return of_parts(post, topics=post.topics.all(), photos=post.photos.all(), links=post.links.all())


def of_parts(
    post: "Post", *, topics: Iterable["Topic"], photos: Iterable["Photo"], links: Iterable["Link"]
) -> dict[str, Any]:
    """Texts exactly as typed; photos by the digest of the very bytes that will be sent.

    Reference data is named by its key: a new spelling of a name must not break a seal.
    """
    return {
        "title": post.title,
        "caption": post.caption,
        "category": post.category,
        "topics": sorted(topic.pk for topic in topics),
        "sponsorship": [post.sponsorship, post.sponsorship_note],
        "frame": post.frame,
        "publish_at": _moment(post.publish_at),
        "organization": post.organization_id,
        "photos": [photo_content(photo) for photo in photos],
        "links": [link_content(link) for link in links],
    }


def photo_content(photo: "Photo") -> dict[str, Any]:
    return {
        "digest": photo.rendition,
        "width": photo.rendition_width,
        "height": photo.rendition_height,
        "original": photo.original,
        "alt_text": photo.alt_text,
        "relation_confirmed": photo.relation_confirmed,
        "source": photo.source,
        "right_holder": photo.right_holder,
        "evidence": [photo.evidence_note, photo.evidence_file, photo.evidence_name],
        "people": [photo.people, photo.consent_note, photo.has_minors, photo.guardian_consent],
        "credit": photo.credit,
        "permission_until": _day(photo.permission_until),
    }


def link_content(link: "Link") -> dict[str, Any]:
    standing = link.agreement
    agreed = [standing.agreed_with, _day(standing.agreed_on), standing.agreed_how] if standing else []
    return {
        "url": link.url,
        "label": link.label,
        "related": link.related,
        "decent": link.decent,
        "agreed": [link.agreed, link.agreed_with, _day(link.agreed_on), link.agreed_how],
        "standing_agreement": agreed,
    }


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
