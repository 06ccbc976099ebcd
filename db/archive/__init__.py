"""The archive: workflows that have long been at rest, with all their events, beside the log and out of its way."""
