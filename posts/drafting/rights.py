"""権利と人物: said once for all photos of a post, but for those that say it for themselves (第４第１項(2), 第３項(2)).

Each photo's row holds the values, so that what is sealed says of each picture by what right it is shown. This module
only decides whose values are whose; it reads and writes no rows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from posts.drafting.models import Consent, People, Photo, Source
from security.models import Organization
from security.office.days import era_year

# Never the description and the relation to the article: those are about each picture.
FIELDS = (
    "licence", "source", "right_holder", "evidence_note", "evidence_file", "evidence_name", "credit",
    "permission_until", "people", "portrait", "consent_note", "has_minors", "guardian_consent",
)  # fmt: skip
_COLUMNS = tuple(field.attname for field in Photo._meta.concrete_fields if field.name in FIELDS)
# What an entry of the library says in the photo's own fields; its end has a rule of its own.
FROM_LICENCE = ("source", "right_holder", "evidence_note", "evidence_file", "evidence_name", "credit")
_RESTS_ON = {"licence_id", "portrait_id"}


def sharing(photos: Iterable[Photo]) -> list[Photo]:
    """The photos of which the common words are said: those that say nothing for themselves.

    One whose row says something else than the first of them is an exception too, whoever wrote it so.
    """
    found = [photo for photo in photos if not photo.own_rights]
    return [photo for photo in found if _said(photo) == _said(found[0])]


def in_common(photos: Iterable[Photo]) -> dict[str, Any]:
    """The common values by field; empty where no photo shares any."""
    return next(({name: getattr(photo, name) for name in FIELDS} for photo in sharing(photos)), {})


def rest_otherwise(columns: Collection[str]) -> bool:
    """Whether changed columns of a photo name another entry: no seal tells, and the approval goes with it all the same."""
    return bool(_RESTS_ON & set(columns))


def settle(
    photos: Sequence[Photo],
    *,
    before: Sequence[Photo],
    common: Mapping[str, Any] | None,
    consents: Mapping[int, Consent],
    filled: Mapping[str, str],
    is_draft: bool,
) -> None:
    """Give each photo its values, as they are to be stored.

    before: the photos as they stood. common: what the form says for all of them; None if it says nothing. consents: the
    entries in question as they stand under their locks. filled: the right holder that follows from a source. is_draft:
    an entry's words are taken over anew, since nothing rests on the old ones yet.
    """
    stood = {photo.pk: photo for photo in before}
    shared_before = sharing(before)
    shared = {photo.pk for photo in shared_before}
    values = in_common(before) | dict(common or {})
    sharers = [one for one in photos if not one.own_rights and (one.pk in shared or one.pk not in stood)]
    sharers += [one for one in photos if not one.own_rights and one.pk in stood and stood[one.pk].own_rights]
    for photo in photos:
        is_turned = photo.own_rights and photo.pk in shared and _said(photo) == _said(stood[photo.pk])
        if is_turned or (photo in sharers and (common is not None or photo.pk not in shared)):
            _say(photo, values)
        elif common is not None and photo not in sharers:
            photo.own_rights = True
    for photo in photos:
        _take_over(photo, stood.get(photo.pk), consents, is_draft=is_draft)
    alike = [photo for photo in sharers if _said(photo) == _said(sharers[0])]
    _fill(alike, shared_before, filled)
    for photo in photos:
        if photo not in alike:
            _fill([photo], [stood[photo.pk]] if photo.pk in stood else [], filled)


def record_of(source: str, holder: str, days: Iterable[date | None]) -> str:
    """How the rights in pictures of one's own were confirmed: by whom they were taken, and when, as their files say."""
    known = sorted({day for day in days if day})
    when = f"{_told(known)}に、" if known else ""
    return f"{when}{'職員' if source == Source.OWN else holder}が撮影"


def _told(days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    begin = f"{era_year(first)}{first.month}月{first.day}日"
    if first == last:
        return begin
    end = f"{last.month}月{last.day}日"
    return f"{begin}から{end if last.year == first.year else era_year(last) + end}までの間"


def _said(photo: Photo) -> tuple[Any, ...]:
    return tuple(getattr(photo, column) for column in _COLUMNS)


def _say(photo: Photo, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(photo, name, value)


def _take_over(photo: Photo, stood: Photo | None, consents: Mapping[int, Consent], *, is_draft: bool) -> None:
    """What is chosen from the library is said in the photo's own fields, and is no longer said once it is let go."""
    if stood and stood.licence_id and stood.licence_id != photo.licence_id and stood.licence:
        _let_go(photo, stood.licence)
    if photo.people != People.CONSENTED:
        photo.portrait = None
    changed = stood is None or (stood.licence_id, stood.portrait_id) != (photo.licence_id, photo.portrait_id)
    if not changed and not is_draft:
        return
    licence, portrait = (consents.get(key) for key in (photo.licence_id or 0, photo.portrait_id or 0))
    if licence:
        _say(photo, {name: value for name, value in _words(licence).items() if value})
    if portrait:
        photo.consent_note = f"台帳{portrait.pk}番 {portrait.given_by}: {portrait.how}"[:200]
    ends = [one.valid_until for one in (licence, portrait) if one and one.valid_until]
    if not licence and photo.permission_until:
        ends.append(photo.permission_until)
    if licence or portrait:
        photo.permission_until = min(ends, default=None)
    for one in (licence, portrait):
        if one and one.withdrawn_on:
            photo.permission_withdrawn_on = photo.permission_withdrawn_on or one.withdrawn_on


def _words(licence: Consent) -> dict[str, str]:
    return {
        "source": licence.source,
        "right_holder": licence.given_by,
        "evidence_note": licence.note,
        "evidence_file": licence.evidence_file,
        "evidence_name": licence.evidence_name,
        "credit": licence.credit,
    }


def _let_go(photo: Photo, licence: Consent) -> None:
    for name, value in _words(licence).items():
        if getattr(photo, name) == value:
            setattr(photo, name, "")
    if licence.valid_until and photo.permission_until == licence.valid_until:
        photo.permission_until = None


def _fill(photos: Sequence[Photo], before: Sequence[Photo], filled: Mapping[str, str]) -> None:
    """What follows from the source, where nothing is said or what is said followed from the source before."""
    if not photos or photos[0].licence_id:
        return
    source, holder, note = photos[0].source, photos[0].right_holder, photos[0].evidence_note
    old = before[0].source if before else ""
    if old in filled and holder == filled[old] and source != old:
        holder = ""
    if old in filled and note == record_of(old, filled[old], [photo.taken_on for photo in before]):
        note = ""
    if source in filled:
        holder = holder.strip() or filled[source]
        days = [photo.taken_on for photo in photos]
        if not photos[0].evidence_file:
            note = note.strip() or record_of(source, filled[source], days)
    for photo in photos:
        photo.right_holder, photo.evidence_note = holder, note


def followed_from(organization: Organization, contractors: Sequence[Organization]) -> dict[str, str]:
    """Who has the rights in pictures of one's own, by their source; contractors: those in force today."""
    is_prefecture = organization.kind == Organization.Kind.PREFECTURE
    found = {str(Source.OWN): organization.name} if is_prefecture else {}
    theirs = [organization] if not is_prefecture else contractors
    if len(theirs) == 1:
        found[str(Source.CONTRACTOR)] = theirs[0].name
    return found
