"""Writing reports: CSV for machines, XLSX for desks, PDF for meetings; one checksum in all."""
