"""How each report's rows are read: a file for each, joined in `reports.catalogue`."""
