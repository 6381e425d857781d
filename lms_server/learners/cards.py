"""Learner cards: the code as a QR picture."""

import base64
import re

import zxingcpp

_QUIET_ZONE = 4


def card_qr(card_code: str) -> str:
    """Return a ``data:`` address of an SVG with the QR code of ``card_code``.

    Only the random code is in it, no personal data. A scanner types it as digits and Enter.
    """
    barcode = zxingcpp.create_barcode(card_code, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    svg = str(barcode.to_svg())
    return "data:image/svg+xml;base64," + base64.b64encode(_with_view_box(svg).encode()).decode()


def spaced(card_code: str) -> str:
    """Return the code for people's eyes: ``01234 56789``."""
    half = len(card_code) // 2
    return f"{card_code[:half]} {card_code[half:]}"


def _with_view_box(svg: str) -> str:
    """Let the picture grow to any size: zint gives it a fixed one."""
    found = re.search(r'<svg width="(\d+)" height="(\d+)"', svg)
    if found is None:
        raise ValueError("no size in the SVG of the barcode")
    width, height = found.groups()
    return svg.replace(
        found.group(), f'<svg viewBox="0 0 {width} {height}" shape-rendering="crispEdges"', 1
    )
