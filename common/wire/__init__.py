"""What crosses the Wi-Fi of the bus: paths, messages and their one parser each."""
