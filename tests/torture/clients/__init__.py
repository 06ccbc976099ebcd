"""Those who use the servers while faults strike: workers, operators, freelancers and subscribers."""
