"""The real service, killed again and again while Telegram has a bad day: nothing may be lost."""
