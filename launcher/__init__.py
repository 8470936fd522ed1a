"""The face on a desktop: window, tray, and the command line."""
