"""Exports of rows, each read as a report is: once, in a stream, with its sums and checksum."""
