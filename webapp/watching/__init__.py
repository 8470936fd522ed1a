"""What people watch: how far they are, what they keep in mind, what they are offered next."""
