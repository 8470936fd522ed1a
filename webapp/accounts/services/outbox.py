"""Mail: always into the outbox, and out of the house too where a mail server is set."""

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from webapp import jobs
from webapp.accounts import queries
from webapp.accounts.errors import MailNotSent
from webapp.accounts.models import Household, OutboxMail

SEND_TASK = "webapp.accounts.tasks.send_mail"
TIMEOUT_SECONDS = 20
MAX_ERROR_LENGTH = 1000

_ACTIVATION = {
    "en": """Activate your account for {server}

Welcome to {server}!

Open this link to activate your account:

{link}

If you did not ask for an account, do nothing.
""",
    "de": """Dein Konto bei {server} aktivieren

Willkommen bei {server}!

Öffne diesen Link, um dein Konto zu aktivieren:

{link}

Falls du kein Konto wolltest, musst du nichts tun.
""",
}
_RESET = {
    "en": """A new password for {server}

Hello,

open this link to choose a new password for {server}:

{link}

It works once, for three days. If you did not ask for it, do nothing: your password stays as it is.
""",
    "de": """Ein neues Passwort für {server}

Hallo,

öffne diesen Link, um ein neues Passwort für {server} zu wählen:

{link}

Er gilt einmal und drei Tage lang. Falls du ihn nicht wolltest, musst du nichts tun: Dein Passwort bleibt, wie es ist.
""",
}


def post_activation(recipient: str, link: str) -> OutboxMail:
    """Put the mail with an activation link into the outbox."""
    return _post(OutboxMail.Purpose.ACTIVATION, recipient, _ACTIVATION, link)


def post_password_reset(recipient: str, link: str) -> OutboxMail:
    """Put the mail with a link for a new password into the outbox."""
    return _post(OutboxMail.Purpose.PASSWORD_RESET, recipient, _RESET, link)


def send_soon(mail: OutboxMail) -> bool:
    """Have a worker send this mail once the transaction is safe; False when no mail server is set.

    A queue that is out of order loses no request: the mail is in the outbox, where it can be sent again.
    """
    if not queries.household().sends_mail:
        return False
    transaction.on_commit(lambda: jobs.enqueue(SEND_TASK, mail.pk, queue="play"), robust=True)
    return True


def deliver(mail_id: int) -> None:
    """Send a mail, once; quietly do nothing when it is gone, sent, being sent, or no mail server is set any more.

    Raises MailNotSent after noting the reason in its row: the queue then tries again.
    """
    household = queries.household()
    mail = OutboxMail.objects.filter(pk=mail_id).first()
    if mail is None or not household.sends_mail or not mail.claim():
        return
    try:
        _send(household, mail)
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors; a name that is none is a ValueError
        reason = str(error)[:MAX_ERROR_LENGTH] or type(error).__name__
        OutboxMail.objects.filter(pk=mail_id).update(error=reason, claimed_at=None)
        raise MailNotSent(f"The mail to {mail.recipient} could not be sent: {reason}.") from error
    OutboxMail.objects.filter(pk=mail_id).update(sent_at=timezone.now(), error="")


def _post(purpose: OutboxMail.Purpose, recipient: str, texts: dict[str, str], link: str) -> OutboxMail:
    """In the language of the request, which is the recipient's own; the first line is the subject."""
    subject, _, body = texts.get(get_language() or "", texts["en"]).partition("\n\n")
    server = " ".join(queries.household().server_name.split())  # a subject is one line
    mail = OutboxMail.objects.create(
        purpose=purpose,
        recipient=recipient,
        subject=subject.format(server=server),
        body=body.format(server=server, link=link),
        link=link,
    )
    send_soon(mail)
    return mail


def _send(household: Household, mail: OutboxMail) -> None:
    server = EmailBackend(
        host=household.smtp_host,
        port=household.smtp_port,
        username=household.smtp_username,
        password=household.smtp_password,
        use_tls=household.smtp_security == Household.Security.STARTTLS,
        use_ssl=household.smtp_security == Household.Security.TLS,
        timeout=TIMEOUT_SECONDS,
    )
    EmailMessage(mail.subject, mail.body, household.smtp_from, [mail.recipient], connection=server).send()
