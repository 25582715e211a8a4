"""The sealed content of a post: everything that an approval covers, and the forms in which it is sealed.

Texts exactly as typed; photos by the digest of the very bytes that will be sent. Reference data is named by its key:
a new spelling of a name must not break a seal.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from approvals.content import Form, Forms
from approvals.models import Submission

PART_LABELS = {
    "title": "件名",
    "caption": "本文",
    "category": "内容の区分",
    "topics": "話題",
    "sponsorship": "依頼・謝礼",
    "generated": "生成AIの利用",
    "frame": "写真の形",
    "publish_at": "投稿する日時",
    "organization": "起案した組織",
    "photos": "写真",
    "links": "リンク",
}


GENERATED = "yes"


@dataclass(frozen=True)
class SponsorshipContent:
    kind: str
    note: str


@dataclass(frozen=True)
class PhotoContent:
    digest: str
    width: int
    height: int
    original: str
    alt_text: str
    relation_confirmed: bool
    source: str
    right_holder: str
    evidence_note: str
    evidence_file: str
    evidence_name: str
    people: str
    consent_note: str
    has_minors: bool
    guardian_consent: bool
    credit: str
    permission_until: date | None
    turn: int = 0  # degrees to the right
    looks_damaged: bool = False


@dataclass(frozen=True)
class AgreementContent:
    """Who agreed to a link, when and by what means (ウ). Of a site's standing agreement also which, and until when."""

    whom: str
    day: date | None
    how: str
    number: int | None = None
    until: date | None = None


@dataclass(frozen=True)
class LinkContent:
    url: str
    label: str
    related: bool
    decent: bool
    agreed: bool
    own_agreement: AgreementContent
    standing_agreement: AgreementContent | None

    @property
    def agreement(self) -> AgreementContent:
        """The one that counts, whether for this link or for its whole site."""
        return self.standing_agreement or self.own_agreement


@dataclass(frozen=True)
class PostContent:
    title: str
    caption: str
    category: str
    topics: tuple[int, ...]
    sponsorship: SponsorshipContent
    frame: str
    publish_at: datetime | None
    organization: int
    photos: tuple[PhotoContent, ...]
    links: tuple[LinkContent, ...]
    generated: str = ""  # what was answered to whether AI has made any of it; empty: not asked

    @property
    def is_generated(self) -> bool:
        """Whether Instagram is told that AI has made some of it."""
        return self.generated == GENERATED

    @property
    def digests(self) -> list[str]:
        """What the photos are stored and sent by, in order."""
        return [photo.digest for photo in self.photos]


def sealed(version: Submission) -> PostContent:
    return version.read(FORMS)


def _write_1(content: PostContent) -> dict[str, Any]:
    return {
        "title": content.title,
        "caption": content.caption,
        "category": content.category,
        "topics": list(content.topics),
        "sponsorship": [content.sponsorship.kind, content.sponsorship.note],
        "frame": content.frame,
        "publish_at": _moment(content.publish_at),
        "organization": content.organization,
        "photos": [_write_photo_1(photo) for photo in content.photos],
        "links": [_write_link_1(link) for link in content.links],
    }


def _write_photo_1(photo: PhotoContent) -> dict[str, Any]:
    return {
        "digest": photo.digest,
        "width": photo.width,
        "height": photo.height,
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


def _write_link_1(link: LinkContent) -> dict[str, Any]:
    standing = link.standing_agreement
    return {
        "url": link.url,
        "label": link.label,
        "related": link.related,
        "decent": link.decent,
        "agreed": [link.agreed, *_write_agreement_1(link.own_agreement)],
        "standing_agreement": _write_agreement_1(standing) if standing else [],
    }


def _write_agreement_1(agreement: AgreementContent) -> list[str | None]:
    return [agreement.whom, _day(agreement.day), agreement.how]


def _read_1(data: dict[str, Any]) -> PostContent:
    kind, note = data["sponsorship"]
    moment = data["publish_at"]
    return PostContent(
        title=data["title"],
        caption=data["caption"],
        category=data["category"],
        topics=tuple(data["topics"]),
        sponsorship=SponsorshipContent(kind, note),
        frame=data["frame"],
        publish_at=datetime.fromisoformat(moment) if moment else None,
        organization=data["organization"],
        photos=tuple(_read_photo_1(photo) for photo in data["photos"]),
        links=tuple(_read_link_1(link) for link in data["links"]),
    )


def _read_photo_1(data: dict[str, Any]) -> PhotoContent:
    evidence_note, evidence_file, evidence_name = data["evidence"]
    people, consent_note, has_minors, guardian_consent = data["people"]
    return PhotoContent(
        digest=data["digest"],
        width=data["width"],
        height=data["height"],
        original=data["original"],
        alt_text=data["alt_text"],
        relation_confirmed=data["relation_confirmed"],
        source=data["source"],
        right_holder=data["right_holder"],
        evidence_note=evidence_note,
        evidence_file=evidence_file,
        evidence_name=evidence_name,
        people=people,
        consent_note=consent_note,
        has_minors=has_minors,
        guardian_consent=guardian_consent,
        credit=data["credit"],
        permission_until=_read_day(data["permission_until"]),
    )


def _read_link_1(data: dict[str, Any]) -> LinkContent:
    agreed, *own = data["agreed"]
    standing = data["standing_agreement"]
    return LinkContent(
        url=data["url"],
        label=data["label"],
        related=data["related"],
        decent=data["decent"],
        agreed=agreed,
        own_agreement=_read_agreement_1(own),
        standing_agreement=_read_agreement_1(standing) if standing else None,
    )


def _read_agreement_1(data: list[str]) -> AgreementContent:
    whom, day, how = data
    return AgreementContent(whom, _read_day(day), how)


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _read_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _write_2(content: PostContent) -> dict[str, Any]:
    """As form 1, and of a standing agreement its number and its end as it stood when approval was asked for."""
    return _write_1(content) | {"links": [_write_link_2(link) for link in content.links]}


def _write_link_2(link: LinkContent) -> dict[str, Any]:
    standing = link.standing_agreement
    sealed_end = [standing.number, _day(standing.until)] if standing else []
    return _write_link_1(link) | {"standing_agreement_end": sealed_end}


def _read_2(data: dict[str, Any]) -> PostContent:
    return replace(_read_1(data), links=tuple(_read_link_2(link) for link in data["links"]))


def _read_link_2(data: dict[str, Any]) -> LinkContent:
    link = _read_link_1(data)
    if link.standing_agreement is None:
        return link
    number, until = data["standing_agreement_end"]
    standing = replace(link.standing_agreement, number=number, until=_read_day(until))
    return replace(link, standing_agreement=standing)


def _write_3(content: PostContent) -> dict[str, Any]:
    """As form 2, and what was answered about AI, how each photo was turned, and which look damaged."""
    photos = [_write_photo_3(photo) for photo in content.photos]
    return _write_2(content) | {"generated": content.generated, "photos": photos}


def _write_photo_3(photo: PhotoContent) -> dict[str, Any]:
    return _write_photo_1(photo) | {"turn": photo.turn, "looks_damaged": photo.looks_damaged}


def _read_3(data: dict[str, Any]) -> PostContent:
    photos = tuple(_read_photo_3(photo) for photo in data["photos"])
    return replace(_read_2(data), photos=photos, generated=data["generated"])


def _read_photo_3(data: dict[str, Any]) -> PhotoContent:
    return replace(_read_photo_1(data), turn=data["turn"], looks_damaged=data["looks_damaged"])


FORMS: Forms[PostContent] = {
    1: Form(write=_write_1, read=_read_1),
    2: Form(write=_write_2, read=_read_2),
    3: Form(write=_write_3, read=_read_3),
}
