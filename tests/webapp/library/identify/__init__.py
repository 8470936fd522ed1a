"""Tests of how films are told apart."""
