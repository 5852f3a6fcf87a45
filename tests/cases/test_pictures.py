"""Pictures: checked, made small, stripped, refused when hostile, kept only when their transaction is."""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from linli.cases import pictures
from linli.cases.models import Case, CatalogueVersion, Picture
from linli.kernel import clock
from linli.kernel.errors import InvalidInput, NotFound

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photo(
    size: tuple[int, int] = (400, 300), kind: str = "JPEG", mode: str = "RGB", **extra: object
) -> ContentFile[bytes]:
    out = BytesIO()
    Image.new(mode, size, "red" if mode != "RGBA" else (0, 0, 0, 0)).save(out, kind, **extra)
    return ContentFile(out.getvalue(), "a.jpg")


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def refusal(content: ContentFile[bytes]) -> str:
    with pytest.raises(InvalidInput) as caught:
        pictures.prepare([content])
    return str(caught.value.errors[0].message)


def bomb(width: int, height: int) -> ContentFile[bytes]:
    """Return a tiny PNG that claims to be huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return ContentFile(
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def test_place_camera_and_profile_are_stripped() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(GPS)[2] = (31.0, 46.0, 48.0)
    exif[GPS] = exif.get_ifd(GPS)
    upload = photo(exif=exif, icc_profile=b"SecretProfile", comment=b"SecretComment")
    assert b"Secret" in upload.read()
    upload.seek(0)
    (kept,) = pictures.prepare([upload])
    for data in (kept.full, kept.thumb):
        assert b"Secret" not in data
        assert not opened(data).getexif()
        assert set(opened(data).info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


def test_a_turned_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    (kept,) = pictures.prepare([photo((400, 300), exif=exif)])
    assert (kept.width, kept.height) == (300, 400)
    assert opened(kept.full).size == (300, 400)


def test_sizes_and_digest() -> None:
    (kept,) = pictures.prepare([photo((4000, 1000))])
    assert opened(kept.full).size == (1600, 400) == (kept.width, kept.height)
    assert opened(kept.thumb).size == (320, 80)
    assert kept.digest == hashlib.sha256(kept.full).hexdigest()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("PNG", "1"),
        ("WEBP", "RGB"),
        ("GIF", "P"),
        ("BMP", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
    ],
)
def test_every_common_format_becomes_jpeg(kind: str, mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (40, 30)).save(out, kind)
    (kept,) = pictures.prepare([ContentFile(out.getvalue())])
    assert (opened(kept.full).format, opened(kept.full).mode) == ("JPEG", "RGB")


def test_what_is_see_through_lies_on_white() -> None:
    (kept,) = pictures.prepare([photo(kind="PNG", mode="RGBA")])
    assert opened(kept.full).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?php system('id'); ?>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        b"GIF89a",
        b"\0" * 2000,
        "不是图片𠮷".encode(),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert "不是可以识别的图片" in refusal(ContentFile(content))


def test_half_a_picture_is_refused() -> None:
    whole = photo((800, 600), kind="PNG").read()
    assert "不是可以识别的图片" in refusal(ContentFile(whole[: len(whole) // 2]))


@pytest.mark.parametrize("side", [8000, 30_000, 2**31 - 1])
def test_a_bomb_is_refused_unopened(side: int) -> None:
    assert "像素太多" in refusal(bomb(side, side))


def test_too_large_and_too_many() -> None:
    assert "10 MB" in refusal(ContentFile(b"\0" * (pictures.MOST_BYTES + 1)))
    with pytest.raises(InvalidInput, match="最多"):
        pictures.prepare([photo() for _ in range(10)])


def test_the_error_names_every_bad_picture_and_nothing_is_kept() -> None:
    with pytest.raises(InvalidInput) as caught:
        pictures.prepare([photo(), ContentFile(b"x"), ContentFile(b"y")])
    assert [str(fault.message)[:6] for fault in caught.value.errors] == ["第 2 张：", "第 3 张："]


def test_an_empty_file_is_passed_over() -> None:
    assert pictures.prepare([ContentFile(b"")]) == ()


def written(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def case(db: None) -> Case:
    version = CatalogueVersion.objects.create(digest="d", content="{}", loaded_at=NOON)
    return Case.objects.create(
        number="261124-000-0001",
        state="reported",
        source="test",
        catalogue=version,
        title="t",
        grid_code="320402001001001",
        street_code="320402001",
        district_code="320402",
        created_at=NOON,
        occurred_at=NOON,
        state_since=NOON,
        updated_at=NOON,
    )


def name_them(case: Case, stored: tuple[pictures.Stored, ...]) -> None:
    for one in stored:
        Picture.objects.create(
            case=case,
            step_seq=1,
            kind="report",
            name=one.name,
            width=one.width,
            height=one.height,
            digest=one.digest,
            at=NOON,
        )


def test_names_cannot_be_guessed(case: Case, tmp_path: Path) -> None:
    prepared = pictures.prepare([photo(), photo()])
    with pictures.storing(prepared) as stored:
        name_them(case, stored)
    assert len({picture.name for picture in stored}) == 2
    assert len(Path(stored[0].name).stem) == 32
    assert (tmp_path / stored[0].name).read_bytes() == prepared[0].full
    assert (tmp_path / pictures.thumb_name(stored[0].name)).read_bytes() == prepared[0].thumb


def test_files_go_with_a_failed_transaction(case: Case, tmp_path: Path) -> None:
    def fail() -> None:
        with pictures.storing(pictures.prepare([photo()])) as stored, transaction.atomic():
            assert len(written(tmp_path)) == 2
            name_them(case, stored)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert written(tmp_path) == []


def test_files_that_no_case_named_go_at_once(case: Case, tmp_path: Path) -> None:
    with pictures.storing(pictures.prepare([photo(), photo()])) as stored:
        name_them(case, stored[:1])
    assert {path.name.removesuffix(".jpg").removesuffix("-s") for path in written(tmp_path)} == {
        Path(stored[0].name).stem
    }


def test_what_a_crash_left_is_swept(case: Case, tmp_path: Path) -> None:
    with clock.at(NOON), pictures.storing(pictures.prepare([photo()])) as stored:
        name_them(case, stored)
    day = tmp_path / "pictures" / "20261124"
    (day / "lost.jpg").write_bytes(b"x")
    (day / "lost-s.jpg").write_bytes(b"x")
    (day / "lonely-s.jpg").write_bytes(b"x")
    assert pictures.sweep(NOON.date()) == 2
    assert len(written(tmp_path)) == 2
    assert pictures.sweep(NOON.date() - timedelta(days=1)) == 0


def test_erase_takes_rows_and_files(
    case: Case, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with pictures.storing(pictures.prepare([photo()])) as stored:
        name_them(case, stored)
    kept = case.pictures.get()
    assert opened(pictures.open_size(kept, small=True).read()).size == (320, 240)
    with django_capture_on_commit_callbacks(execute=True):
        assert pictures.erase(case) == 1
    assert written(tmp_path) == []
    with pytest.raises(NotFound):
        pictures.open_size(kept, small=False)
