"""How a kiosk notices that its bus was restored from an older copy.

With each upload a kiosk sends the newest mark it was given. The bus answers with its mark of now.
A bus that does not hold what the kiosk's mark names, or writes in another epoch, stores nothing
of that request and refuses with 409: the kiosk sends all it has kept, oldest first.
"""

SEEN_HEADER = "X-Bus-Seen"
"""With each upload of a kiosk: the newest mark it knows; empty before the first."""
MARK_HEADER = "X-Bus-Mark"
"""With each answer to such a request: what the bus holds now. Kiosks cannot read it."""
RESTORED = "journal.restored"
"""Code of the refusal."""
