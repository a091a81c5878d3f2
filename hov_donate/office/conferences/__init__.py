"""The conferences' room: credentials, delegates and lists for the door."""
