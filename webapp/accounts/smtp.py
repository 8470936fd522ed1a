"""Talks to the household's mail server (RFC 5321)."""

import base64
import smtplib

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from webapp.accounts.errors import MailNotSent
from webapp.accounts.models import Household

TIMEOUT_SECONDS = 20
MAX_REASON_LENGTH = 1000


def send(household: Household, recipient: str, subject: str, text: str, html: str) -> None:
    """Hand one mail over to the mail server.

    Raises MailNotSent with what the server said, or why there was none to say anything.
    """
    server = EmailBackend(
        host=household.smtp_host,
        port=household.smtp_port,
        username=household.smtp_username,
        password=household.smtp_password,
        use_tls=household.smtp_security == Household.Security.STARTTLS,
        use_ssl=household.smtp_security == Household.Security.TLS,
        timeout=TIMEOUT_SECONDS,
    )
    mail = EmailMultiAlternatives(subject, text, household.smtp_from, [recipient], connection=server)
    mail.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday notes need not answer
    if html:
        mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors; a name that is none is a ValueError
        raise MailNotSent(_without_secrets(household, _reason(error))) from error


def _reason(error: Exception) -> str:
    """What went wrong, in the server's words where it had some."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return " ".join(f"{code} {_text(said)}" for code, said in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said if isinstance(said, str) else said.decode(errors="replace")


def _without_secrets(household: Household, reason: str) -> str:
    """Some servers repeat what they were told; the owner's admin and the log are no place for a password."""
    user, password = household.smtp_username, household.smtp_password
    told = [password, *(base64.b64encode(text.encode()).decode() for text in (password, f"\0{user}\0{password}"))]
    for secret in told if password else ():
        reason = reason.replace(secret, "…")
    return reason[:MAX_REASON_LENGTH]
