"""Mail: always into the outbox, and out of the house too where a mail server is set."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from webapp import jobs
from webapp.accounts import letters, queries, smtp
from webapp.accounts.errors import MailNotSent
from webapp.accounts.models import OutboxMail

SEND_TASK = "webapp.accounts.tasks.send_mail"
NO_MAIL = 0  # an id that no mail has

_log = logging.getLogger(__name__)


def post(
    purpose: OutboxMail.Purpose, recipient: str, link: str, *, mailed: bool = True, kept: bool = True, language: str | None = None
) -> None:
    """Put a mail into the outbox, in the place of an older one of its kind that never left the house.

    It is also sent where a mail server is set, unless not `mailed`: then only the owner hands it over. When not `kept`, all of this is
    done and nothing stays: nobody can tell by the time that it takes. `language` is the request's, which is the recipient's own.
    """
    household = queries.household()
    letter = letters.letter(purpose, language or get_language() or "", household.server_name)
    mail = OutboxMail.objects.create(
        purpose=purpose,
        recipient=recipient,
        subject=letter.subject,
        body=letter.text(link),
        html=letter.html(link),
        language=letter.language,
        link=link,
        due_at=timezone.now() if mailed and household.sends_mail else None,
    )
    older = OutboxMail.objects.never_sent().filter(recipient=recipient, purpose=purpose)
    older.exclude(pk=mail.pk if kept else NO_MAIL).delete()
    if mail.due_at is not None:
        _enqueue(mail.pk)


def send_soon(mail: OutboxMail) -> bool:
    """Have a worker send this mail, by the owner's wish; False when no mail server is set."""
    if not queries.household().sends_mail:
        return False
    OutboxMail.objects.filter(pk=mail.pk, sent_at=None).update(due_at=timezone.now(), attempts=0)
    _enqueue(mail.pk)
    return True


def send_due_mails() -> None:
    """Send what waits for another attempt, and what no worker got to know of."""
    for mail_id in OutboxMail.objects.due().values_list("pk", flat=True):
        deliver(mail_id)


def deliver(mail_id: int) -> None:
    """Send a mail, once; quietly do nothing when it is gone, sent, being sent, or no mail server is set any more.

    A failure is noted in its row, with the time of the next attempt.
    """
    household = queries.household()
    mail = OutboxMail.objects.filter(pk=mail_id).first()
    if mail is None or not household.sends_mail or not mail.claim():
        return
    try:
        smtp.send(household, mail.recipient, mail.subject, mail.body, mail.html)
    except MailNotSent as error:
        _log.warning("The mail %s could not be sent: %s", mail.pk, error)
        mail.note_failure(str(error))
    else:
        mail.note_sent()


def forget_old_mails() -> None:
    """Drop what nobody needs any more."""
    OutboxMail.objects.of_no_use().delete()


def send_test(recipient: str, link: str, language: str) -> None:
    """Send a mail to try the mail server, at once and in this language; it is in no outbox.

    Raises MailNotSent with what the mail server said.
    """
    household = queries.household()
    if not household.sends_mail:
        raise MailNotSent("No mail server is set.")
    letter = letters.letter("test", language, household.server_name)
    smtp.send(household, recipient, letter.subject, letter.text(link), letter.html(link))


def _enqueue(mail_id: int) -> None:
    """Once the transaction is safe. A queue that is out of order loses nothing: `send_due_mails` finds the mail."""
    transaction.on_commit(lambda: jobs.enqueue(SEND_TASK, mail_id, queue="play"), robust=True)
