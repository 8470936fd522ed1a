"""What there is to watch: libraries, videos, sources."""
