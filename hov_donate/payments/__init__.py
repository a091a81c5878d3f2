"""Money asked for, paid and refunded. What it was for is known to the features above."""
