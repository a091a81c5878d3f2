"""What was proved, what a month lacks, what was frozen of it, and who asked to open it again."""
