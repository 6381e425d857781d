"""A kiosk whose parent is gone hears of it, however the pipe ends."""

import io
import threading

import pytest

from kiosk.lifeline import Lifeline


class BrokenPipe(io.BytesIO):
    def readline(self, *_):
        if self.tell() == 0:
            return super().readline()
        raise OSError("the pipe broke")


@pytest.mark.parametrize("pipe", [io.BytesIO, BrokenPipe])
def test_the_end_of_the_pipe_is_told(pipe):
    told = threading.Event()
    lifeline = Lifeline(pipe(b"{}\n"), io.BytesIO())

    lifeline.watch(told.set)

    assert told.wait(10)
