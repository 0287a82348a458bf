"""A local Bot API server with a web chat, to try and to test a bot without Telegram."""
