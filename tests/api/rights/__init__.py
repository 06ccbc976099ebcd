"""What a token lets its holder see and do, over the wire."""
