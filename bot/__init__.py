"""The Telegram edge and the program: command line, settings, wiring, handlers and replies."""
