"""The log: its writer, its reader, and the feed of what is new."""
