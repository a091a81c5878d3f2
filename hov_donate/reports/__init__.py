"""Whether everything is in step, for the office, for machines and for the treasurer's mailbox."""
