"""The real networks and real photographs, fetched once into the usual cache."""

import pytest

from recognition import load_reader, samples


@pytest.fixture(scope="session")
def reader():
    return load_reader()


@pytest.fixture(scope="session")
def read(reader):
    """Read a sample photo by its name, once."""
    readings = {}

    def by_name(name):
        if name not in readings:
            readings[name] = reader.read(samples.photo(name))
        return readings[name]

    return by_name
