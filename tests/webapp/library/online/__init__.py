"""Tests of looking up facts, without ever leaving the machine."""
