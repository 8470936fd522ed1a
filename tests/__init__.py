"""The tests: a mirror of the sources, and `laws/` (how the house is built), `e2e/`, `playback/`, `benchmarks/`."""
