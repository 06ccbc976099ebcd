"""Limits on what a document may ask for, found before anything else is done with it."""
