"""Which release this is; the same number stands in ``setup.cfg``."""

VERSION = "0.1.0"
