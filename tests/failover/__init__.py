"""Three Postgres nodes under Patroni, servers over them, and the primary killed under load. Run by `make failover`."""
