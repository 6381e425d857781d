"""The laptop's camera: frames in memory, one after the other, and nothing kept of them."""

import errno
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame

WIDTH, HEIGHT = 640, 480
"""A card at arm's length fills a third of it; more pixels only cost a poor laptop time."""
_V4L2, _DSHOW = "video4linux2,v4l2", "dshow"
_DEVICES = Path("/dev")
_OPENING_S, _SILENCE_S = 5.0, 2.0
_ABSENT = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})


class NoCameraError(Exception):
    """There is no camera, or it was pulled out."""


class CameraBusyError(Exception):
    """Another program has the camera, or this user may not use it."""


@dataclass(frozen=True)
class Grey:
    """One frame in grey, row by row."""

    width: int
    height: int
    pixels: bytes


class Camera(Protocol):
    """An open camera."""

    def frames(self) -> Iterator[Grey]:
        """Yield frames as they come.

        Raises:
            NoCameraError: it was pulled out.
        """

    def close(self) -> None:
        """Switch it off; its light goes out."""


@dataclass(frozen=True)
class Source:
    """One place that may give pictures, in the terms of FFmpeg."""

    name: str
    kind: str | None = None
    """The way to open devices; None for a file."""


class FfmpegCamera:
    """The first of several sources that gives pictures."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Switch the camera on.

        Raises:
            NoCameraError: there is none.
            CameraBusyError: there is one, but it cannot be had.
        """
        self._container = _open_first(sources)

    def frames(self) -> Iterator[Grey]:
        """Yield frames as they come.

        Raises:
            NoCameraError: it was pulled out.
        """
        try:
            for frame in self._container.decode(video=0):
                yield to_grey(frame)
        except FFmpegError as error:
            raise NoCameraError from error
        raise NoCameraError

    def close(self) -> None:
        """Switch it off."""
        self._container.close()


def to_grey(frame: VideoFrame) -> Grey:
    """Return a frame in grey, no larger than ``WIDTH``."""
    height = round(frame.height * WIDTH / frame.width) if frame.width > WIDTH else frame.height
    grey = frame.reformat(width=min(frame.width, WIDTH), height=height, format="gray")
    plane = grey.planes[0]
    raw, step = memoryview(plane), plane.line_size
    rows = (raw[at : at + grey.width] for at in range(0, grey.height * step, step))
    return Grey(grey.width, grey.height, b"".join(rows))


def list_cameras() -> list[Source]:
    """Return the cameras of this laptop; the one built in first."""
    if sys.platform == "win32":
        found = av.enumerate_input_devices(_DSHOW)
        return [Source(f"video={one.name}", _DSHOW) for one in found if "video" in one.media_types]
    return [Source(str(path), _V4L2) for path in sorted(_DEVICES.glob("video*"))]


def open_camera() -> Camera:
    """Switch the laptop's camera on; errors as in :class:`FfmpegCamera`."""
    return FfmpegCamera(list_cameras())


def _open_first(sources: Sequence[Source]) -> InputContainer:
    """Open the first source that is a camera; a webcam often shows a second one that is none."""
    is_there = False
    for source in sources:
        options = {} if source.kind is None else {"video_size": f"{WIDTH}x{HEIGHT}"}
        try:
            return av.open(
                source.name,
                format=source.kind,
                options=options,
                timeout=(_OPENING_S, _SILENCE_S),
            )
        except FFmpegError as error:
            is_there = is_there or error.errno not in _ABSENT
    raise CameraBusyError if is_there else NoCameraError
