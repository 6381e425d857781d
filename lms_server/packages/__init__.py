"""Course packages that a bus keeps: every version that a class ever used, and those installed."""
