"""QR codes as pictures in a page."""

import base64
import re

import zxingcpp


def qr_picture(text: str, *, ec_level: str = "M") -> str:
    """Return a ``data:`` address of an SVG with the QR code of ``text``; it grows to any size.

    Args:
        text: any; what is not Latin is marked as UTF-8.
        ec_level: how much may be spoilt, ``L``, ``M``, ``Q`` or ``H``. ``L`` gives a long text on
            a clean screen larger modules.
    """
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=ec_level)
    svg = str(barcode.to_svg())
    return "data:image/svg+xml;base64," + base64.b64encode(_with_view_box(svg).encode()).decode()


def _with_view_box(svg: str) -> str:
    """Let the picture grow to any size: zint gives it a fixed one."""
    found = re.search(r'<svg width="(\d+)" height="(\d+)"', svg)
    if found is None:
        raise ValueError("no size in the SVG of the barcode")
    width, height = found.groups()
    return svg.replace(
        found.group(), f'<svg viewBox="0 0 {width} {height}" shape-rendering="crispEdges"', 1
    )
