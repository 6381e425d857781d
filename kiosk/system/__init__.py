"""``bus-kiosk install`` and ``uninstall``: the program starts with the laptop."""
