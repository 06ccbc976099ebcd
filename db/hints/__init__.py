"""Hints that the log has grown, and how they travel between processes."""

from db.hints.hints import Hints
from db.hints.urls import DATABASE, MEMORY, BadHintsUrlError, check_hints_url

__all__ = ["DATABASE", "MEMORY", "BadHintsUrlError", "Hints", "check_hints_url"]
