"""From image bytes to faces, embeddings and matches. Knows no Telegram and no database."""
