"""Alembic's folder: ``versions`` holds one module per change of the schema, never edited later."""
