"""Requests that no client should send, and what the answer must say."""
