"""A student who is enrolled through the chat, and their selfies: what benchmarks share."""

import time

from recognition import samples
from simulator.client import Client, Person

ANSWER_SECONDS = 120.0
READY_SECONDS = 60.0


async def enrol(client: Client, admin: Person) -> Person:
    """A class with one student, who has agreed."""
    await admin.says("/class B1 Mon-Sun 00:00-23:59 Benchmark")
    await admin.hears("B1", timeout=READY_SECONDS)
    student = await client.person("Student", role="student")
    await admin.sends_photo(samples.photo("collins"), "/enroll B1 B1 Student")
    link = (await admin.hears("?start=", timeout=READY_SECONDS)).text.split()[-1]
    await student.opens(link)
    await student.hears("May I", timeout=READY_SECONDS)
    await student.presses("I agree")
    await student.hears("Thank you", timeout=READY_SECONDS)
    return student


async def selfie(student: Person, photo: bytes) -> float:
    """Send a stranger's selfie and wait for its answer; the seconds it took."""
    started = time.perf_counter()
    await student.sends_photo(photo)
    await student.hears("Not recognized", timeout=ANSWER_SECONDS)
    return time.perf_counter() - started
