"""What a webcam sees of a hall, as pictures and as a film that the kiosk's camera plays."""

import threading
from pathlib import Path

import av
import zxingcpp
from PIL import Image, ImageFilter

from kiosk.camera import Source, to_grey

SIZE = (640, 480)
HALL = Image.new("L", SIZE, 120)


def held(text, *, size=260, angle=0, blur=0.0, light=1.0, place=(180, 110)):
    """The hall with a QR code held into it."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = Image.fromarray(barcode.to_image(scale=8)).convert("L")
    card = Image.new("L", (drawn.width + 80, drawn.height + 80), 235)
    card.paste(drawn, (40, 40))
    turned = card.resize((size, size)).rotate(angle, expand=True, fillcolor=120)
    hall = HALL.copy()
    hall.paste(turned, place)
    return hall.filter(ImageFilter.GaussianBlur(blur)).point(lambda grey: int(grey * light))


class StillCamera:
    """A camera before which nothing moves, until it is switched off."""

    def __init__(self, picture):
        self.closed = threading.Event()
        self._grey = to_grey(av.VideoFrame.from_image(picture.convert("RGB")))

    def frames(self):
        while not self.closed.wait(1 / 30):
            yield self._grey

    def close(self):
        self.closed.set()


def write_film(path: Path, pictures) -> Source:
    """Write ``pictures`` as a camera would send them, thirty a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuvj420p"
        stream.codec_context.color_range = 2
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_image(picture.convert("RGB"))))
        container.mux(stream.encode(None))
    return Source(str(path))
