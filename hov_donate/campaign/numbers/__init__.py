"""The figures that the campaign publishes: what each means, and a snapshot that proves it."""
