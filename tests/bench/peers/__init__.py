"""What a team would write or pick instead, beside Handoff in the same run: graphql-yoga with `pg`, and PostGraphile."""
