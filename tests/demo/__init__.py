"""A realistic build, played by five role clients through the public API and watched live: `make demo`."""
