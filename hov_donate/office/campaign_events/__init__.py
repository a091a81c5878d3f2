"""The room of events: what was proposed, what is published, and what was told afterwards."""
