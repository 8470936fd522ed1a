"""Who starts, watches and stops whom: argv of each child, supervisor, health, one-instance lock."""
