"""Every sentence a person reads, ready for translation. Handlers hold no prose."""
