"""QR codes as pictures in a page."""

import base64
import re

import zxingcpp


def qr_picture(text: str) -> str:
    """Return a ``data:`` address of an SVG with the QR code of ``text``; it grows to any size."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
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
