"""Subscribers that ask the same share one execution; what each of them gets is what it would get alone."""
