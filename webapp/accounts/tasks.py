"""What workers do for accounts."""

from webapp.accounts import services


def sweep() -> None:
    """Forget what has expired, and what the outbox and the audit log have too much of; called by a schedule."""
    services.forget_expired_pairings()
    services.forget_never_activated()
    services.forget_old_mails()
    services.forget_old_entries()


def send_mail(mail_id: int) -> None:
    """Send one mail of the outbox."""
    services.deliver(mail_id)


def send_due_mails() -> None:
    """Send what failed before and should be tried again."""
    services.send_due_mails()
