"""What a film is, told from its name, its folders, and what lies beside it and inside it. Values only: no rows are read or written here."""
