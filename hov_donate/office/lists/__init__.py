"""Lists: what each asks for, by what it is sorted, and what of it can be taken away as a file."""
