"""What the bot does with each kind of update: use cases called, replies written."""
