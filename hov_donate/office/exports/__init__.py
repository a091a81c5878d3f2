"""Exports: chosen, looked at, taken away or made by the worker; tokens by which programs read."""
