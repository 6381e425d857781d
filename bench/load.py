"""Learners answering over TLS, in a process of their own; prints what they saw as JSON.

``python -m bench.load SITTINGS PORT CERTIFICATE CLIENTS SECONDS EVERY FIRST``: EVERY is the
seconds between two answers of a learner; 0 answers again as soon as the server has answered.
FIRST is the first revision of an answer that no earlier run has used.
"""

import asyncio
import json
import random
import statistics
import sys
import time
from pathlib import Path

from bench.rig import Sitting, pinned
from common.clock import to_wire, utc_now
from common.ids import new_id

TARGET = "/api/v1/responses"


class Client:
    """One machine with one keep-alive connection."""

    def __init__(self, sitting, *, port, context, first):
        self._sitting = sitting
        self._port = port
        self._context = context
        self._count = 0
        self._first = first
        self.seconds = []

    async def connect(self):
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port, ssl=self._context
        )

    async def run(self, until, every, rng):
        await asyncio.sleep(rng.random() * every)
        while time.monotonic() < until:
            started = time.monotonic()
            await self.answer()
            self.seconds.append(time.monotonic() - started)
            if every:
                await asyncio.sleep(max(0, started + every - time.monotonic()))

    async def answer(self):
        message = self.next_message()
        receipts = await self.post(json.dumps([message]).encode())
        if receipts[0]["status"] != "accepted":
            raise RuntimeError(receipts)

    def next_message(self):
        items = list(self._sitting.choices.items())
        item_id, choice = items[self._count % len(items)]
        revision = self._first + self._count // len(items)
        self._count += 1
        return {
            "id": str(new_id()),
            "attempt_id": self._sitting.attempt_id,
            "item_id": item_id,
            "revision": revision,
            "value": [choice],
            "answered_at": to_wire(utc_now()),
        }

    async def post(self, body):
        head = (
            f"POST {TARGET} HTTP/1.1\r\nHost: bus\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self._sitting.device_token}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer_head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(answer_head.split("content-length:")[1].split("\r\n")[0])
        answer = await self._reader.readexactly(length)
        if " 200 " not in answer_head.split("\r\n")[0]:
            raise RuntimeError(answer_head + answer.decode())
        return json.loads(answer)

    def close(self):
        self._writer.close()


async def load(clients, *, seconds, every):
    for client in clients:
        await client.connect()
    started = time.monotonic()
    rng = random.Random(1)
    await asyncio.gather(*(one.run(started + seconds, every, rng) for one in clients))
    took = time.monotonic() - started
    for client in clients:
        client.close()
    times = sorted(second for one in clients for second in one.seconds)
    return {
        "answers": len(times),
        "per_second": len(times) / took,
        "p50_ms": statistics.median(times) * 1000,
        "p95_ms": times[int(len(times) * 0.95)] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
        "max_ms": times[-1] * 1000,
    }


if __name__ == "__main__":
    file, port, certificate, clients, seconds, every, first = sys.argv[1:]
    chosen = json.loads(Path(file).read_text(encoding="utf-8"))[: int(clients)]
    machines = [
        Client(Sitting(**one), port=int(port), context=pinned(Path(certificate)), first=int(first))
        for one in chosen
    ]
    result = asyncio.run(load(machines, seconds=float(seconds), every=float(every)))
    print(json.dumps(result))
