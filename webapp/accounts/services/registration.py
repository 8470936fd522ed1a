"""How people ask to come into the house, and are let in.

Known and unknown addresses cost the same: the password is hashed before anybody looks the address up, and for an address that has its
account already the same rows are written and taken back, in a transaction that is committed all the same: with a row of the audit log.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from webapp.accounts import links, queries
from webapp.accounts.callers import UNKNOWN, Caller
from webapp.accounts.errors import BeingSetUp, InvitationInvalid, LinkInvalid, RegistrationClosed
from webapp.accounts.models import AuditEntry, Household, Invitation, OutboxMail, User
from webapp.accounts.rules import check_password, checked_email
from webapp.accounts.services import audit, outbox

KEPT = timedelta(days=30)  # an account whose link was mailed, and opened by nobody: ten times as long as the link is good

Kind = AuditEntry.Kind
Policy = Household.Registration


def register(email: str, password: str, origin: str, invitation: str = "", caller: Caller = UNKNOWN) -> Policy:
    """Make an account, as the household's policy says, and give that; whoever brings an invitation is in at once: "open".

    Links are below `origin`.
    For an address that has its account already nothing happens: nobody learns who lives here. Somebody who still waits gets a new link;
    where a mail or an invitation lets them in, it is by the new password: nothing was theirs yet, and no older link lets it in.
    Raises BeingSetUp, RegistrationClosed, InvitationInvalid, BadAddress or WeakPassword.
    """
    if not queries.owner_exists():
        raise BeingSetUp
    policy = Policy.OPEN if invitation else Policy(queries.household().registration)
    if policy == Policy.CLOSED:
        raise RegistrationClosed
    email = checked_email(email)
    check_password(password, User(email=email))
    hashed = make_password(password)
    with transaction.atomic():
        used = _use(invitation) if invitation else None
        user = _enrol(email, hashed, origin, policy)
        audit.record(Kind.INVITED if used else Kind.REGISTERED, caller, user=user, detail=used.note if used else "")
    return policy


def approve(user: User, origin: str, caller: Caller = UNKNOWN, owner: User | None = None) -> bool:
    """Let this user in by the owner's word, a blocked one too; False: is in already.

    Somebody who waited for it is told so by mail, where a mail server is set.
    """
    waited = user.activated_at is None
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            return False
        User.objects.filter(pk=user.pk, activated_at=None).update(activated_at=timezone.now())
        audit.record(Kind.APPROVED, caller, user=user, actor=owner)
        if waited:
            tell_approved(user, origin)
    return True


def tell_approved(user: User, origin: str) -> None:
    """Have a mail say that the owner let this user in, in the language of their own request; nothing where no mail server is set."""
    if queries.household().sends_mail:
        asked = OutboxMail.objects.filter(recipient=user.email, purpose=OutboxMail.Purpose.ACTIVATION).first()
        outbox.post(OutboxMail.Purpose.APPROVED, user.email, f"{origin}/sign-in", language=asked.language if asked else None)


def activate_by_link(uidb64: str, token: str, caller: Caller = UNKNOWN) -> User:
    """Let the user of an activation link in; using the link again changes nothing.

    Raises LinkInvalid, also for somebody who was blocked since.
    """
    user = queries.user_of_link(uidb64)
    if user is None or not links.activation_tokens.check_token(user, token) or user.is_blocked:
        raise LinkInvalid
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, activated_at=None).update(is_active=True, activated_at=timezone.now()):
            audit.record(Kind.ACTIVATED, caller, user=user, actor=user)
    return user


def forget_never_activated() -> None:
    """Remove the accounts whose mailed links nobody opened in a month; none while the owner decides who comes in."""
    if queries.household().registration == Policy.APPROVE:
        return
    with transaction.atomic():
        expired = User.objects.filter(activated_at=None, is_active=False, expires_at__lt=timezone.now())
        found = list(expired.select_for_update().values_list("pk", flat=True))  # whoever approves one of them now comes before, or too late
        if found:
            User.objects.filter(pk__in=found).delete()
            audit.record(Kind.EXPIRED, UNKNOWN, detail=f"Accounts: {len(found)}")


def _use(token: str) -> Invitation:
    invitation = queries.open_invitation(token)
    if invitation is None or not invitation.use():
        raise InvitationInvalid
    return invitation


def _enrol(email: str, hashed: str, origin: str, policy: Policy) -> User | None:
    """Do what registering does, and give whose account it is about now."""
    known = User.objects.select_for_update().filter(email=email).first()
    if known is not None and known.activated_at is None:
        _ask_again(known, hashed, origin, policy)
        return known
    try:
        user = _make(email, hashed, policy) if known is None else _pretend(hashed, policy)
    except IntegrityError:  # somebody else was faster: their account, their mail
        return queries.find_user(email)
    if not user.is_active:
        _post(user, origin, policy, kept=known is None)
    return known or user


def _make(email: str, hashed: str, policy: Policy) -> User:
    user = User(email=email, password=hashed, is_active=policy == Policy.OPEN, expires_at=_expiry(policy))
    with transaction.atomic():
        user.save()
    return user


def _pretend(hashed: str, policy: Policy) -> User:
    """Do as for a new account, and leave nothing."""
    with transaction.atomic():
        user = _make(f"{uuid4().hex}@example.invalid", hashed, policy)  # nobody's (RFC 6761 6.4)
        transaction.set_rollback(True)
    return user


def _ask_again(user: User, hashed: str, origin: str, policy: Policy) -> None:
    if policy != Policy.APPROVE:  # whoever asked before may not have been who reads the mail; the owner approves whom they have seen ask
        user.password, user.is_active = hashed, policy == Policy.OPEN
    if user.expires_at is not None:  # what the owner made, or has to decide about, stays
        user.expires_at = _expiry(policy)
    user.save(update_fields=["password", "is_active", "expires_at"])
    if policy != Policy.OPEN:
        _post(user, origin, policy)


def _expiry(policy: Policy) -> datetime | None:
    """Who waits for the owner does not expire: only where a click in a mail decides does nobody else look."""
    return timezone.now() + KEPT if policy == Policy.EMAIL else None


def _post(user: User, origin: str, policy: Policy, kept: bool = True) -> None:
    """The link; with the policy "approve" it waits in the outbox for the owner, whatever mail server is set."""
    link = origin + links.activation_path(user)
    outbox.post(OutboxMail.Purpose.ACTIVATION, user.email, link, mailed=policy == Policy.EMAIL, kept=kept)
