"""Unit tests reach no network, and none depends on how fast it runs."""

import socket

import hypothesis
import pytest

hypothesis.settings.register_profile("rollcall", deadline=None)
hypothesis.settings.load_profile("rollcall")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a unit test reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
