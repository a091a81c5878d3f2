"""E-mails, waiting to be sent: decided in the transaction that gives the reason for them."""
