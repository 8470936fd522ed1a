"""Tests of the library's services."""
