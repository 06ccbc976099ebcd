"""Bytes that nobody means well with, sent to a server that runs as users run it."""
