"""Going on while the bus is away: what a kiosk keeps, and what it tells afterwards."""
