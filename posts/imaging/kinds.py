"""What a file is, going by its first bytes and never by its name."""

from codecs import getincrementaldecoder
from enum import StrEnum

HEAD_BYTES = 1024


class Format(StrEnum):
    """The formats that a photo may arrive in."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    HEIF = "HEIC"


# ISO/IEC 23008-12 (HEIF): coded with HEVC, or not said.
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}

# ISO/IEC 14496-12 and its relatives: MP4, QuickTime, 3GPP, as their brands begin.
_FILM_BRANDS = (
    b"isom",
    b"iso",
    b"mp4",
    b"mp7",
    b"avc",
    b"qt",
    b"M4",
    b"3g",
    b"dash",
    b"f4",
    b"mmp",
    b"XAVC",
    b"MSNV",
)
# What a file of that family says of its contents where they are a still picture: the handler of its `meta` box.
_STILL = b"pict"

_OTHER_IMAGES: tuple[tuple[bytes, str], ...] = (
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    # The RAW formats of most makers (CR2, NEF, ARW, DNG) are TIFF files.
    (b"II*\0", "TIFFまたはRAW"),
    (b"MM\0*", "TIFFまたはRAW"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"IIRO", "RAW"),
    (b"IIRS", "RAW"),
    (b"IIU\0", "RAW"),
    (b"FUJIFILMCCD-RAW", "RAW"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
)

_OTHER_FILES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDFファイル"),
    (b"PK\x03\x04", "ZIPファイル、またはWordやExcelなどの文書"),
    (b"PK\x05\x06", "ZIPファイル"),
    (b"Rar!", "圧縮ファイル"),
    (b"7z\xbc\xaf\x27\x1c", "圧縮ファイル"),
    (b"\x1f\x8b", "圧縮ファイル"),
    (b"\xd0\xcf\x11\xe0", "WordやExcelなどの文書"),
    (b"MZ", "プログラム"),
    (b"\x7fELF", "プログラム"),
    (b"\x1aE\xdf\xa3", "動画"),
)


def accepted_format(head: bytes) -> Format | None:
    """The format of a photo that we read, from the file's first bytes."""
    if head.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Format.WEBP
    brands = _brands(head)
    if brands & _HEIF_BRANDS and not brands & {b"avif", b"avis"}:
        return Format.HEIF
    return None


def other_image(head: bytes) -> str | None:
    """The name of an image format that we know and do not read."""
    brands = _brands(head)
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    if b"crx " in brands:
        return "RAW"
    if brands and _STILL in head:
        return "HEIFの一種"
    return next((name for signature, name in _OTHER_IMAGES if head.startswith(signature)), None)


def other_file(head: bytes) -> str | None:
    """What a file that is no photo is, as far as its first bytes tell."""
    if any(brand.startswith(_FILM_BRANDS) for brand in _brands(head)):
        return "動画"
    if b"<svg" in head:
        return "SVGの図形"
    named = next((name for signature, name in _OTHER_FILES if head.startswith(signature)), None)
    return named or ("文字だけのファイル" if b"\0" not in head and _is_text(head) else None)


def _brands(head: bytes) -> set[bytes]:
    """The brands of an ISO media file (HEIC, AVIF, MP4), empty for anything else."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(head[:4], "big"), len(head))
    # Bytes 12 to 15 hold the version between the major and the compatible brands.
    return {head[8:12]} | {head[at : at + 4] for at in range(16, end, 4)}


def _is_text(head: bytes) -> bool:
    try:
        # Incremental, because the head may end within a character.
        getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
