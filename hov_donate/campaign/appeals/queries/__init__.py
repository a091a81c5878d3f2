"""Reads about appeals and signatures."""
