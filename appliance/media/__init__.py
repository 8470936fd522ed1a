"""Pure media engine: everything comes in as arguments; reads no configuration."""
