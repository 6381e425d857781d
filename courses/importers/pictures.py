"""Pictures from outside: decoded, made small enough for a kiosk, and written anew.

What is written has no notes of the camera, no second content and no more pixels than a screen.
"""

import io
import warnings
from dataclasses import dataclass, field

from PIL import Image, UnidentifiedImageError

from courses.drawings import UnplainDrawingError, read_drawing
from courses.importers.questions import LeftOutError
from courses.importers.reasons import Reason

MAX_BYTES = 2 * 1024 * 1024
"""Of one picture, as in the course format."""
MAX_PIXELS = 16_000_000
_EVEN = ("L", "LA", "RGB", "RGBA")
"""Ways of storing pixels that can be made smaller as they are."""
MAX_ALL_PIXELS = 40_000_000
"""Of all pictures of one import, before they are made smaller."""
MAX_PICTURES = 200
SCREEN = (1366, 768)
_FORMATS = ("PNG", "JPEG", "GIF")
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, ArithmeticError, LookupError)


@dataclass(frozen=True)
class CheckedPicture:
    """A picture that may go into a package."""

    ending: str
    """``png``, ``jpg`` or ``svg``."""
    content: bytes
    size: tuple[float, float]
    """Width and height as the file had it, in its own units; (0, 0) when a drawing says none."""


@dataclass
class PictureBench:
    """Checks the pictures of one import and keeps its total within bounds."""

    _pixels: int = 0
    _count: int = 0
    _done: dict[bytes, CheckedPicture] = field(default_factory=dict)

    def check(self, raw: bytes) -> CheckedPicture:
        """Return a harmless picture with the same looks.

        Raises:
            LeftOutError: it is no picture, too large, or more than a picture.
        """
        if raw not in self._done:
            if len(raw) > MAX_BYTES:
                raise LeftOutError(Reason.BAD_PICTURE)
            self._count += 1
            if self._count > MAX_PICTURES:
                raise LeftOutError(Reason.PICTURES_FULL)
            self._done[raw] = _check_drawing(raw) if _looks_like_xml(raw) else self._redraw(raw)
        return self._done[raw]

    def _redraw(self, raw: bytes) -> CheckedPicture:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # damaged metadata is not kept anyway
                with Image.open(io.BytesIO(raw), formats=_FORMATS) as image:
                    self._count_pixels(image.size)
                    return _save_small(image)
        except _BROKEN as error:
            raise LeftOutError(Reason.BAD_PICTURE) from error

    def _count_pixels(self, size: tuple[int, int]) -> None:
        pixels = size[0] * size[1]
        if pixels > MAX_PIXELS:
            raise LeftOutError(Reason.BAD_PICTURE)
        self._pixels += pixels
        if self._pixels > MAX_ALL_PIXELS:
            raise LeftOutError(Reason.PICTURES_FULL)


def _looks_like_xml(raw: bytes) -> bool:
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _check_drawing(raw: bytes) -> CheckedPicture:
    try:
        root = read_drawing(raw)
    except UnplainDrawingError as error:
        raise LeftOutError(Reason.BAD_PICTURE) from error
    return CheckedPicture("svg", raw, _drawing_size(root.attributes))


def _drawing_size(attributes: dict[str, str]) -> tuple[float, float]:
    box = attributes.get("viewBox", "").replace(",", " ").split()
    for texts in (box[2:4], [attributes.get("width", ""), attributes.get("height", "")]):
        try:
            width, height = (float(text.removesuffix("px")) for text in texts)
        except ValueError:
            continue
        if 0 < width < MAX_PIXELS and 0 < height < MAX_PIXELS:
            return width, height
    return 0, 0


def _save_small(image: Image.Image) -> CheckedPicture:
    size = image.size
    is_photo = image.format == "JPEG"
    if is_photo:
        image.draft("RGB", SCREEN)  # a large photo is never unpacked whole
    drawn: Image.Image = image if image.mode in _EVEN else image.convert("RGBA")
    drawn.thumbnail(SCREEN)
    drawn = drawn.convert("RGB" if is_photo else "RGBA")
    buffer = io.BytesIO()
    if is_photo:
        drawn.save(buffer, "JPEG", quality=88)
    else:
        drawn.save(buffer, "PNG", compress_level=4)
    return CheckedPicture("jpg" if is_photo else "png", buffer.getvalue(), size)
