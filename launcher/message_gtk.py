"""A message on Linux and the BSDs."""

import signal


def show(title: str, sentence: str) -> None:
    """Show it until it is closed; without GTK show nothing."""
    try:
        import gi

        gi.require_version("Gtk", "3.0")
        from gi.repository import Gtk
    except (ImportError, ValueError):
        return
    if not Gtk.init_check(None)[0]:
        return
    for number in (signal.SIGINT, signal.SIGTERM):  # nothing runs any more that would have to end in order
        signal.signal(number, signal.SIG_DFL)
    dialog = Gtk.MessageDialog(message_type=Gtk.MessageType.ERROR, buttons=Gtk.ButtonsType.CLOSE, text=title, secondary_text=sentence)
    dialog.set_title(title)
    dialog.run()
    dialog.destroy()
