"""Colours as the camera meant them, in sRGB, which is what Instagram shows."""

from io import BytesIO

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")


def resizable(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels can be averaged: no palette, no bilevel, no 16 bits."""
    if image.mode == "I;16":
        # Pillow's own conversion cuts off at 255 instead of scaling.
        return image.point(lambda level: level / 256).convert("L")
    if image.has_transparency_data:
        return image if image.mode == "LA" else image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def flattened(image: Image.Image) -> Image.Image:
    """The image on white, where it has an alpha channel."""
    if image.mode not in ("LA", "RGBA"):
        return image
    ground = Image.new(image.mode.removesuffix("A"), image.size, "white")
    ground.paste(image.convert(ground.mode), mask=image.getchannel("A"))
    return ground


def to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """The image (L, RGB or CMYK) in RGB for sRGB, through the profile embedded in its file."""
    if icc is None:
        return image.convert("RGB")
    try:
        return _through(ImageCms.ImageCmsProfile(BytesIO(icc)), image)
    except (OSError, ImageCms.PyCMSError):
        # A profile that is broken or of other colours is as good as none; every viewer treats it so.
        return image.convert("RGB")


def _through(profile: ImageCms.ImageCmsProfile, image: Image.Image) -> Image.Image:
    """Raises PyCMSError where the profile is one for other colours than the image's."""
    if image.mode == "L" and profile.profile.xcolor_space.strip() == "RGB":
        image = image.convert("RGB")
    transform = ImageCms.buildTransform(
        profile,
        _SRGB,
        image.mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return transform.apply(image)
