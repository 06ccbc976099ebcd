"""Ten times more clients than one server process can carry. Run by `make overload`."""
