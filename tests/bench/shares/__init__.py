"""Where the CPU of the server goes, for one mutation and one query: samples of its stack, by layer."""
