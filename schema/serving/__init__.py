"""What is about serving, and not about GraphQL."""
