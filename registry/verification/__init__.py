"""The public page: a lookup code or a QR code to every printed field and its status."""
