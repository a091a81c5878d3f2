"""How fast the service is, as ratios to bare baselines measured in the same run: `make bench`.

docs/performance.md says what each figure means. One JSON line per figure goes to stdout; what is
being done goes to stderr.
"""
