"""Who is let in, over HTTP and WebSocket."""
