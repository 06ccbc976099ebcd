"""Several machines: two hosts of the API, a database and a load balancer, each with a network of its own."""
