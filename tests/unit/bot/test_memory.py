"""What is free is not kept by every thread for itself."""

import os
import subprocess
import sys

import pytest

THREADS = 8
PROGRAM = f"""
import ctypes, sys, threading
from bot.memory import save_memory

if "save" in sys.argv:
    save_memory()
together = threading.Barrier({THREADS})

def work():
    libc.malloc(100_000)
    together.wait()

libc = ctypes.CDLL(None)
threads = [threading.Thread(target=work) for _ in range({THREADS})]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def arenas(*arguments):
    told = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", PROGRAM, *arguments]
    ran = subprocess.run(command, capture_output=True, env=told, check=False)
    if b"<heap nr=" not in ran.stdout:
        pytest.skip("this system's C library tells nothing of its memory")
    return ran.stdout.count(b"<heap nr=")


def test_threads_share_what_is_free():
    assert arenas() > 2
    assert arenas("save") <= 2
