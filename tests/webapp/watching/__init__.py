"""Tests of what people watch."""
