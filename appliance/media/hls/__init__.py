"""HTTP Live Streaming (RFC 8216): playlist values, their rendering, legal names."""
