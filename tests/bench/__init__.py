"""How fast it is, always as a ratio to a reference that is measured in turns with it, in the same run."""
