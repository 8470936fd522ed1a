"""What workers do for accounts."""

from webapp.accounts import services


def sweep() -> None:
    """Forget codes that have expired and what the audit log has too much of; called by a schedule."""
    services.forget_expired_pairings()
    services.forget_old_entries()


def send_mail(mail_id: int) -> None:
    """Send one mail of the outbox.

    Raises MailNotSent: a task that fails is delivered again.
    """
    services.deliver(mail_id)
