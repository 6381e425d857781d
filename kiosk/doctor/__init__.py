"""``bus-kiosk doctor``: whether this laptop is fit for a class, on one page."""
