"""A long way to the bus: passes TCP on, and everything takes its time.

``python tests/lab/slow_road.py HOST PORT SECONDS`` listens on every address at PORT, passes what
comes on to HOST, each piece SECONDS later, in order; prints one line when it is ready.
"""

import asyncio
import sys
import time


async def carry(source, target, delay_s):
    """Pass on; the reader never waits for the delay of a piece, so order and rate stay."""
    on_the_way = asyncio.Queue()

    async def deliver():
        while piece := await on_the_way.get():
            due, data = piece
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            target.write(data)
            await target.drain()
        target.close()

    delivering = asyncio.create_task(deliver())
    try:
        while data := await source.read(65536):
            on_the_way.put_nowait((time.monotonic() + delay_s, data))
    except ConnectionError:
        pass
    on_the_way.put_nowait(None)
    await asyncio.gather(delivering, return_exceptions=True)


async def main(host, port, delay_s):
    async def take(near_in, near_out):
        try:
            far_in, far_out = await asyncio.open_connection(host, port)
        except OSError:
            near_out.close()
            return
        await asyncio.gather(carry(near_in, far_out, delay_s), carry(far_in, near_out, delay_s))

    server = await asyncio.start_server(take, port=port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
