"""Kiosks that never give up: each message is sent again until the server has taken it."""

import asyncio
import json
import ssl

from bench.load import Client

PATIENCE_S = 5
"""Seconds a kiosk waits for a receipt before it sends again."""


class Kiosk(Client):
    """One machine; remembers what the server acknowledged."""

    def __init__(self, sitting, *, port, context):
        super().__init__(sitting, port=port, context=context, first=1)
        self.acknowledged = []
        self.is_going = True
        self._is_connected = False

    def move_to(self, port):
        """Go on with a server at another port, or after a restart."""
        self._port = port
        self._is_connected = False
        self.is_going = True

    async def work(self, pause):
        """Answer until told to stop; a message is minted once and sent until it is taken."""
        while self.is_going:
            await self.deliver(self.next_message())
            await asyncio.sleep(pause())
        self.close()

    async def deliver(self, message):
        """Send one message again and again until its receipt came; then remember it."""
        while self.is_going:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    receipts = await self._send(message)
            except (OSError, EOFError, TimeoutError, ssl.SSLError, RuntimeError):
                self._is_connected = False
                await asyncio.sleep(0.05)
                continue
            if receipts[0]["status"] not in ("accepted", "duplicate"):
                raise AssertionError(receipts)
            self.acknowledged.append(message["id"])
            return

    async def _send(self, message):
        if not self._is_connected:
            await self.connect()
            self._is_connected = True
        return await self.post(json.dumps([message]).encode())


def acknowledged_by(kiosks):
    """Return the ids of all messages whose receipts the kiosks hold now."""
    return {uuid for kiosk in kiosks for uuid in kiosk.acknowledged}
