"""Everything the service promises, told in the words of the people who use it."""
