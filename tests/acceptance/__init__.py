"""The service as its users meet it: its own process, real networks, real photographs."""
