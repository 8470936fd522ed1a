"""What workers do for accounts."""

from webapp.accounts import services


def send_mail(mail_id: int) -> None:
    """Send one mail of the outbox.

    Raises MailNotSent: a task that fails is delivered again.
    """
    services.deliver(mail_id)
