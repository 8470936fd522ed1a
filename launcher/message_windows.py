"""A message on Windows."""

import ctypes
import sys

ICON_ERROR = 0x10  # MB_ICONERROR

if sys.platform == "win32":

    def show(title: str, sentence: str) -> None:
        """Show it until it is closed."""
        ctypes.windll.user32.MessageBoxW(None, sentence, title, ICON_ERROR)

    def has_terminal() -> bool:
        """Whether somebody else, a shell, sees our console too; a double-clicked program is alone in its own."""
        kernel = ctypes.windll.kernel32
        return bool(kernel.GetConsoleProcessList((ctypes.c_uint * 2)(), 2) > 1)
