"""Bank statements as banks write them: CSV, OFX, CAMT.053 and MT940, read without trust.

Pure: no database, clock or network. A row that cannot be read stops its file, with its line
number; nothing is guessed and nothing is left out in silence. decisions/0025 says why some of it is
our own.
"""
