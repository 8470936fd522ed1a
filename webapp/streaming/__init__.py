"""Playing: playlists, segments, filling, playbacks."""
