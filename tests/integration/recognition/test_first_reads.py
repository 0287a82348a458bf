"""The first photos after a start are read at the same moment."""

import subprocess
import sys

import pytest

AT_ONCE = """
import sys, threading
from recognition.openvino_runtime import openvino

sys.setswitchinterval(1e-6)
barrier = threading.Barrier(4)

def convert():
    barrier.wait()
    openvino.Type.f32.to_dtype()

threads = [threading.Thread(target=convert, daemon=True) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
_PATIENCE = 60  # seconds; it takes half a second, or for ever


@pytest.mark.parametrize("_", range(6), ids=str)  # it came to a standstill every second time
def test_threads_that_use_the_engine_for_the_first_time_at_once_go_on(_):
    command = [sys.executable, "-c", AT_ONCE]
    subprocess.run(command, check=True, timeout=_PATIENCE)
