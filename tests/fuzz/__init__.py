"""Random documents, frames and requests, sent to servers that run as users run them."""
