"""In-memory stand-ins for the ports, held to the same contract as the real ones."""

from tests.unit.fakes.units import FakeUnits

__all__ = ["FakeUnits"]
