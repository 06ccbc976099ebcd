"""A crowd of workers, each a process of its own, that share many builds while half of them crash."""
