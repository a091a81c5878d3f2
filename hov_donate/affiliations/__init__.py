"""Individual members and organisations: terms, fee scales, invoices, renewals, delegates."""
