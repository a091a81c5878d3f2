"""Reads of affiliations."""
