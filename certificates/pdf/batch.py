"""All certificates of a class in one PDF: fonts and ornament are stored once."""

from collections.abc import Sequence

from certificates.pdf.render import Certificate, render_pages

LARGEST_BATCH = 200


def render_batch(certificates: Sequence[Certificate]) -> bytes:
    """Return one PDF, a page a certificate in the order given.

    Raises:
        CannotPrintError: a text has a letter that no printing font knows.
        FontsMissingError: set-up did not build the fonts.
        ValueError: no certificate, or more than ``LARGEST_BATCH``.
    """
    if not 1 <= len(certificates) <= LARGEST_BATCH:
        raise ValueError(f"a batch holds 1 to {LARGEST_BATCH} certificates")
    return render_pages(certificates)
