"""The bank's side of the books: statement lines, what they may be, and what a person says they are.

The system proposes and a person confirms. A line is kept once, however often its file is brought
in; equal lines of one file are kept apart. What names people is sealed. docs/bank-statements.md.
"""
