"""Faults and clients that strike at once, and what must hold of the log and of all answers whatever they do."""
