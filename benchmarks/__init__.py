"""Where the numbers in README and docs come from, each one command."""
