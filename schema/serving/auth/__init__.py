"""Who is let in: tokens, what they prove, and where no token is needed."""
