"""What the dashboard shows, as values; a fixed number of database queries each, however large the house is."""
