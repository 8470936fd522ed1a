"""Films that come in over the network, in parts that survive broken connections (tus 1.0)."""
