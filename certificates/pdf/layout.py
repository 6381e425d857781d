"""Where things stand on the paper, in millimetres from the lower left corner."""

PAGE = (297.0, 210.0)
CENTRE = PAGE[0] / 2
FRAME = 9.0
"""Edge of the ornament."""
BAND = 7.0
"""Its breadth."""

HEAD_LEFT, HEAD_RIGHT = 84.0, 213.0
"""Centres of the two blocks of the head."""
HEAD_TOP = 184.0
"""Base line of the first row."""
HEAD_WIDTH = 110.0

TITLE_Y = 155.5
SUBTITLE_Y = 147.0
NUMBER_Y = 140.0
CERTIFIES_Y = 132.5
NAME_Y = 119.5
NAME_WIDTH = 240.0
BODY_TOP = 109.0
BODY_WIDTH = 232.0
BODY_BOTTOM = 73.0

QR_LEFT, QR_BOTTOM = 32.0, 30.0
QR_SIZE = 30.9
"""Of a version 12 code with its quiet zone: 73 modules of 5 dots at 300 dots an inch."""
MODULE = QR_SIZE / 73
LARGEST_QR = 39.0
"""A very long name needs a larger code; beyond this its modules shrink instead."""
QUIET_ZONE = 4
"""Modules on each side."""
REGISTER_GAP, REGISTER_TOP = 3.0, 56.0
"""From the code to the text beside it."""

SIGN_CENTRE, SIGN_TOP, SIGN_WIDTH = 215.0, 66.0, 100.0
SIGNATURE_BOX = (180.0, 33.0, 70.0, 17.0)
"""Left, bottom, width, height: kept clear for ink and seal, and for a signature field."""
SIGNER_NAME_Y = 28.5
FOOT_Y = 20.5
"""Below the QR code, above the ornament."""
