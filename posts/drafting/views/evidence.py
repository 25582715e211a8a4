"""Papers that prove a right, as they come in: PDF or picture, kept privately, named by their content."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile

from posts.drafting.forms import PAPER_BYTES_MAX
from posts.imaging import store
from posts.imaging.kinds import HEAD_BYTES, accepted_format, other_file, other_image
from posts.imaging.refusal import display_name
from security.pages.requests import OfficeRequest

TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # either order of bytes, small and big


def taken_in(request: OfficeRequest, file: UploadedFile | None) -> dict[str, Any]:
    """The photo's fields for the paper; none if nothing was sent or the file is refused with a sentence."""
    if not file:
        return {}
    name = display_name(file.name or "")
    if file.size is None or file.size > PAPER_BYTES_MAX:
        messages.error(
            request, f"資料「{name}」は10MBを超えているため、保存していません。小さくして選び直してください。"
        )
        return {}
    data = file.read()
    if not data:
        messages.error(
            request, f"資料「{name}」は中身が空のため、保存していません。元のファイルを選び直してください。"
        )
        return {}
    if not _is_paper(data[:HEAD_BYTES]):
        messages.error(
            request,
            f"資料「{name}」は{_what(data[:HEAD_BYTES])}ため、保存していません。PDFか、JPEGかPNGの画像にして、選び直してください。",
        )
        return {}
    return {"evidence_file": store.originals().put(data), "evidence_name": name[:100]}


def _is_paper(head: bytes) -> bool:
    """A PDF may have something before its mark, which readers look for in the first 1,024 bytes; scanners make TIFF.

    Source: "PDF Reference", 1.7, appendix H, note 13; "TIFF", revision 6.0, section 2.
    """
    is_pdf = b"%PDF-" in head
    return is_pdf or accepted_format(head) is not None or head.startswith(TIFF)


def _what(head: bytes) -> str:
    """What a file is that is no paper, as the sentence goes on."""
    if image := other_image(head):
        return f" {image} 形式の画像の"
    kind = other_file(head)
    return f"PDFでも画像でもなく、{kind}の" if kind else "PDFでも画像でもない"
