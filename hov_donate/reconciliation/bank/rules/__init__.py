"""Pure rules of bank lines: counting twins, finding references, proposing, booking."""
