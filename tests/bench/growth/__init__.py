"""What a request costs over a big database, against a small one, in turns in one run."""
