"""A kiosk that wants to pair, and a trainer who shows the code."""

import msgspec
import pytest
from spake2 import SPAKE2_A

from common.wire import pairing as wire
from lms_server import keys
from lms_server.devices import actions


@pytest.fixture
def fingerprint(config):
    return keys.tls_fingerprint(config.data_dir)


@pytest.fixture
def open_code(database, add_account):
    """Let a trainer open a code; returns its id."""

    def open_it(code, now):
        account_id = add_account("trainer")
        with database.write() as db:
            return actions.open_code(db, code=code, account_id=account_id, now=now)

    return open_it


@pytest.fixture
def kiosk(client, fingerprint):
    """Side A of the pairing, as a kiosk does it."""

    class Kiosk:
        def start(self, code, seen=fingerprint):
            self.side = SPAKE2_A(
                code.encode(), idA=wire.KIOSK_IDENTITY, idB=wire.spake_identity(seen)
            )
            start = wire.PairingStart(message=self.side.start().hex(), device_name="Máy 1")
            return client.post(wire.START_PATH, data=msgspec.json.encode(start))

        def finish(self, started):
            reply = msgspec.json.decode(started.data, type=wire.PairingStarted)
            self.key = self.side.finish(bytes.fromhex(reply.message))
            finish = wire.PairingFinish(
                pairing_id=reply.pairing_id, proof=wire.proof(self.key, "kiosk")
            )
            return client.post(wire.FINISH_PATH, data=msgspec.json.encode(finish))

        def pair(self, code, **seen):
            started = self.start(code, **seen)
            return self.finish(started) if started.status_code == 200 else started

    return Kiosk()
