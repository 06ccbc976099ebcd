"""Whether the promises were kept: pure functions over what the clients wrote down and what is in the database."""
