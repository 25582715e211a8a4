"""Photos on their way into a draft. The image work runs before the transaction, on files named by their content."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from typing import IO, Any

from posts.drafting.models import Photo
from posts.imaging import store
from posts.imaging.failures import PhotoFailure
from posts.imaging.frames import Frame, frame_ratio
from posts.imaging.inspection import Inspection, inspect
from posts.imaging.refusal import PhotoRefused, display_name, what_failed
from posts.imaging.rendering import Rendition, render
from security.office.answers import Refused, no

# Twice what Instagram takes, to choose from; each more costs the editor's page a dozen fields.
PHOTOS_MAX = 20

CropKey = tuple[str, int, int, int, Fraction]
CropKeys = dict[int, CropKey]


@dataclass(frozen=True)
class Upload:
    """A file as the browser sent it; the name is not trusted."""

    file: IO[bytes]
    name: str


@dataclass(frozen=True)
class NewPhoto:
    """An original that has been inspected and stored."""

    digest: str
    name: str
    inspection: Inspection


@dataclass(frozen=True)
class PhotoEdit:
    """What the form says of one photo; its place in the list is its place in the post."""

    pk: int
    focus: tuple[int, int]
    turn: int = 0  # degrees to the right, beyond how it was turned before
    fields: dict[str, Any] = field(default_factory=dict)


def take_in(uploads: Sequence[Upload], *, room: int = PHOTOS_MAX) -> tuple[list[NewPhoto], list[str]]:
    """Inspect and store what was uploaded: the photos that are good, and sentences about those that are not.

    room: how many the draft can still take; those beyond are named and left out.
    """
    taken: list[NewPhoto] = []
    refusals, beyond = [], []
    for upload in uploads:
        if len(taken) >= room:
            beyond.append(display_name(upload.name))
            continue
        try:
            inspection = inspect(upload.file, name=upload.name)
        except PhotoRefused as refusal:
            refusals.append(str(refusal))
            continue
        upload.file.seek(0)
        digest = store.originals().put(upload.file.read())
        taken.append(NewPhoto(digest=digest, name=display_name(upload.name)[:100], inspection=inspection))
    if beyond:
        refusals.append(
            f"写真は1つの起案に{PHOTOS_MAX}枚までのため、次の写真は追加していません: {'、'.join(beyond)}"
        )
    return taken, refusals


def require_room(photos: Sequence[Photo]) -> None:
    """Raises Refused for more photos than a draft can hold."""
    if len(photos) > PHOTOS_MAX:
        raise Refused(
            no(
                f"写真は1つの起案に{PHOTOS_MAX}枚までです({len(photos)}枚になります)。",
                remedy="使わない写真を外してください。",
            )
        )


def rows_for(new_photos: Sequence[NewPhoto]) -> list[Photo]:
    """Unsaved rows for newly taken photos; their renditions are still to be made."""
    return [
        Photo(
            original=photo.digest,
            original_name=photo.name,
            width=photo.inspection.width,
            height=photo.inspection.height,
            taken_on=photo.inspection.taken_on,
            had_position=photo.inspection.has_position,
            looks_damaged=photo.inspection.is_damaged,
        )
        for photo in new_photos
    ]


def make_renditions(photos: Sequence[Photo], frame: Frame, stored: CropKeys) -> None:
    """Fill in each photo's rendition for the post's frame, except where the stored one is already right."""
    if not photos:
        return
    ratio = frame_ratio(frame, (photos[0].width, photos[0].height))
    for photo in photos:
        if photo.pk and stored.get(photo.pk) == crop_key(photo, ratio):
            continue
        made = _render(photo, ratio)
        photo.rendition = store.renditions().put(made.data)
        photo.rendition_width, photo.rendition_height = made.width, made.height


def crop_keys(photos: Sequence[Photo], frame: Frame) -> CropKeys:
    """What each stored rendition was made of, by the photo's primary key."""
    if not photos:
        return {}
    ratio = frame_ratio(frame, (photos[0].width, photos[0].height))
    return {photo.pk: crop_key(photo, ratio) for photo in photos}


def crop_key(photo: Photo, ratio: Fraction) -> CropKey:
    return (photo.original, photo.turn, photo.focus_x, photo.focus_y, ratio)


def turn(photo: Photo, degrees: int) -> None:
    """Turn it to the right by whole quarters; its size and the chosen window turn along."""
    for _ in range(degrees // 90 % 4):
        photo.width, photo.height = photo.height, photo.width
        photo.focus_x, photo.focus_y = 100 - photo.focus_y, photo.focus_x
    photo.turn = (photo.turn + degrees) % 360


def _render(photo: Photo, ratio: Fraction) -> Rendition:
    try:
        data = store.originals().read_verified(photo.original)
    except (store.Tampered, FileNotFoundError) as error:
        raise Refused(
            no(
                f"元の写真「{photo.original_name}」のファイルが保存したときと違うため、保存していません。",
                clause="第４第１項(2)",
                remedy="この写真を外して、元の写真をもう一度選んでください。",
            )
        ) from error
    try:
        return render(BytesIO(data), ratio=ratio, focus=(photo.focus_x, photo.focus_y), turn=photo.turn)
    except PhotoFailure as failure:
        raise Refused(no(what_failed(failure, photo.original_name))) from failure
