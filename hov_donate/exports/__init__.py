"""What the books say, for others: tables of rows, journals, bank statements.

Start reading at `rules` (what can be asked for), then `making` (one asking made into one file).
decisions/0028-exports.md says why it is as it is. Nobody's name is in any of it.
"""
