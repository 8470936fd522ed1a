"""Accounts over HTTP, by topic."""
