"""The addresses under /v1: which exist, what they take, what they answer."""
