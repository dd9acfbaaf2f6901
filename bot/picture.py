"""Pictures from outside: looked at before they are decoded, and stored as a new picture without their hidden data."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from config.errors import AttachmentRefused

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 50_000_000
"""The largest pictures of today's telephones; a small file can claim far more (a decompression bomb)."""
LONGEST_SIDE = 2560
QUALITY = 85
MIME = "image/jpeg"

Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit only warns; `MAX_PIXELS` is checked below, before any decoding.

NOT_A_PICTURE = "这个文件打不开，不像是照片。请发 JPG、PNG 或 WebP 照片。"
TOO_MANY_PIXELS = "这张照片的尺寸太大了，请用手机自带的相机拍一张，或截图后再发。"


def clean_picture(data: bytes) -> bytes:
    """The picture as a JPEG of moderate size, upright, without EXIF, position, comments or a second frame.

    Raises:
        AttachmentRefused: no picture of a known kind, broken, or far too large.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            _check_size(picture)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _as_jpeg(picture)
    except AttachmentRefused:
        raise
    except Exception as error:  # Pillow's decoders fail in many ways on hostile files, all of them mean the same
        raise AttachmentRefused(str(error), say=NOT_A_PICTURE) from error


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise AttachmentRefused(say=TOO_MANY_PIXELS)


def _as_jpeg(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    whole = upright.convert("RGBA")
    paper = Image.new("RGB", whole.size, "white")
    paper.paste(whole, mask=whole.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
