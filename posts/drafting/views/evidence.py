"""Papers that prove a right, as they come in: PDF or picture, kept privately, named by their content."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile

from posts.drafting.forms import PAPER_BYTES_MAX
from posts.imaging import store
from posts.imaging.kinds import accepted_format
from posts.imaging.refusal import display_name
from security.pages.requests import OfficeRequest


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
    if not data.startswith(b"%PDF-") and accepted_format(data[:64]) is None:
        messages.error(request, f"資料「{name}」はPDFでも画像でもないため、保存していません。")
        return {}
    return {"evidence_file": store.originals().put(data), "evidence_name": name[:100]}
