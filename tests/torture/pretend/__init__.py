"""A run that is only pretended: the pure domain in the place of servers and database, with clients as they are."""
