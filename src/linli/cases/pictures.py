"""Pictures of a case: taken in, checked, made small, stripped of where and by whom they were taken, and kept.

A picture is decoded and written again, so nothing of the uploaded file itself is ever served. The file is
written before the transaction that names it and removed when that transaction fails; what a crash leaves
behind is swept away a day later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import structlog
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from linli.cases import access
from linli.cases.models import Case, Picture
from linli.kernel import clock, crypto, ids
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput, NotFound

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_PICTURES = 9
LONGEST_SIDE = 1600
THUMB_SIDE = 320
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
PUBLIC_KINDS = frozenset({Picture.Kind.REPORT, Picture.Kind.AFTER})
REPORTER_KINDS = PUBLIC_KINDS
_FOLDER = "pictures"
_QUALITY = 82

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready to be kept: both sizes as JPEG, the size in pixels, the SHA-256 of the larger one."""

    full: bytes
    thumb: bytes
    width: int
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture that was written: its unguessable name, size in pixels and digest."""

    name: str
    width: int
    height: int
    digest: str


def prepare(uploads: Iterable[File[bytes]], field: str = "pictures") -> tuple[Prepared, ...]:
    """Check `uploads` and return them as they are to be kept.

    Args:
        uploads: files as a form or an interface hands them over; empty ones are passed over.
        field: the name of the input, for the errors.

    Raises:
        InvalidInput: too many, too large, no picture, or more pixels than MOST_PIXELS; says which.
    """
    files = [upload for upload in uploads if upload.size]
    if len(files) > MOST_PICTURES:
        raise InvalidInput([FieldError(field, _("最多上传 {most} 张图片。").format(most=MOST_PICTURES))])
    prepared: list[Prepared] = []
    faults: list[FieldError] = []
    for place, upload in enumerate(files, 1):
        result = _prepare_one(upload)
        if isinstance(result, Prepared):
            prepared.append(result)
        else:
            faults.append(FieldError(field, _("第 {place} 张：").format(place=place) + result))
    if faults:
        raise InvalidInput(faults)
    return tuple(prepared)


def _prepare_one(upload: File[bytes]) -> Prepared | str:
    """Return the picture of `upload`, or what is wrong with it."""
    if upload.size > MOST_BYTES:
        return _("图片不能超过 10 MB，请压缩后再传。")
    try:
        with Image.open(BytesIO(upload.read()), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return _("图片的像素太多，请缩小后再传。")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            full = _plain(image)
    except Image.DecompressionBombError:
        return _("图片的像素太多，请缩小后再传。")
    except Exception as fault:
        log.info("picture.refused", reason=type(fault).__name__)
        return _("这不是可以识别的图片，请上传 JPG、PNG 或 WebP。")
    thumb = full.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    data = _jpeg(full)
    return Prepared(data, _jpeg(thumb), full.width, full.height, hashlib.sha256(data).hexdigest())


def _plain(image: Image.Image) -> Image.Image:
    """Return the first frame of `image` upright, within LONGEST_SIDE, on white, with its pixels only."""
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))
    return plain


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def thumb_name(name: str) -> str:
    """Return the name of the small copy of the picture `name`."""
    return name.removesuffix(".jpg") + "-s.jpg"


@contextmanager
def storing(prepared: Sequence[Prepared]) -> Iterator[tuple[Stored, ...]]:
    """Write `prepared` and let the block name them in its own transaction; what it does not keep is removed.

    Use it around the action, not inside its transaction: writing takes long, and a rollback is seen here.
    """
    stored: list[Stored] = []
    try:
        stored.extend(_write(picture) for picture in prepared)
        yield tuple(stored)
    except BaseException:
        remove(picture.name for picture in stored)
        raise
    remove(_unnamed(stored))


def _unnamed(stored: Sequence[Stored]) -> list[str]:
    names = [picture.name for picture in stored]
    named = set(Picture.objects.filter(name__in=names).values_list("name", flat=True)) if names else set()
    return [name for name in names if name not in named]


def _write(picture: Prepared) -> Stored:
    day = clock.local(clock.now()).date()
    name = f"{_folder(day)}/{ids.token(32)}.jpg"
    default_storage.save(thumb_name(name), ContentFile(picture.thumb))
    default_storage.save(name, ContentFile(picture.full))
    return Stored(name, picture.width, picture.height, picture.digest)


def _folder(day: date) -> str:
    return f"{_FOLDER}/{day:%Y%m%d}"


def remove(names: Iterable[str]) -> None:
    """Delete the files of the pictures `names`, both sizes; one already gone is no fault."""
    for name in names:
        default_storage.delete(name)
        default_storage.delete(thumb_name(name))


def sweep(day: date) -> int:
    """Delete what was written on `day`, a day that is over, and is named by no case; return how many."""
    try:
        files = default_storage.listdir(_folder(day))[1]
    except FileNotFoundError:
        return 0
    full = [f"{_folder(day)}/{file}" for file in files if not file.endswith("-s.jpg")]
    thumbs = {f"{_folder(day)}/{file}" for file in files} - set(full)
    named = set(Picture.objects.filter(name__startswith=_folder(day)).values_list("name", flat=True))
    lost = [name for name in full if name not in named]
    remove(lost)
    lonely = thumbs - {thumb_name(name) for name in full}
    for name in lonely:
        default_storage.delete(name)
    return len(lost) + len(lonely)


def erase(case: Case) -> int:
    """Delete the pictures of `case`, rows and files, and return how many; for retention and a person's wish.

    The rows go in the caller's transaction, the files once it has held.
    """
    names = list(case.pictures.values_list("name", flat=True))
    case.pictures.all().delete()
    transaction.on_commit(lambda: remove(names))
    return len(names)


def open_size(picture: Picture, *, small: bool) -> File[bytes]:
    """Return the file of `picture`, or of its small copy, open for reading.

    Raises:
        NotFound: the store no longer has it.
    """
    try:
        return default_storage.open(thumb_name(picture.name) if small else picture.name)
    except FileNotFoundError as fault:
        raise NotFound from fault


def may_see(picture: Picture, actor: Actor, key: str = "") -> bool:
    """Return whether `picture` may be shown: to who works on its case, its reporter, or anybody.

    Args:
        picture: the picture, its case selected with it.
        actor: who asks.
        key: the secret of the reporter's link, when the asker has one.
    """
    case = picture.case
    if case.public and picture.kind in PUBLIC_KINDS:
        return True
    if access.is_reporter(actor, case) or (key and crypto.link_key_ok(case.number, key)):
        return picture.kind in REPORTER_KINDS
    return access.may_see(actor, case)
