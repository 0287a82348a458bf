"""Tables, repositories and the unit of work. Knows no Telegram and no images."""
