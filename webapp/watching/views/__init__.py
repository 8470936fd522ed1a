"""What people watch, over HTTP, by topic."""
