"""Who may come in: users, sign-in, the outbox, the first owner."""
