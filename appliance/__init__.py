"""The machine: configuration, folders, secrets, child processes, ffmpeg and HLS. No Django, no window."""
