"""What can be done with people and their sign-ins; other rooms call these verbs."""

from webapp.accounts.services.audit import forget_old_entries
from webapp.accounts.services.devices import rename_device, revoke_device
from webapp.accounts.services.households import owner_by_presence, set_up, switch_lan
from webapp.accounts.services.outbox import deliver, forget_old_mails, send_due_mails, send_soon, send_test
from webapp.accounts.services.pairings import Offer, approve_pairing, collect_pairing, deny_pairing, forget_expired_pairings, offer_pairing
from webapp.accounts.services.passwords import (
    change_password,
    confirm_password_reset,
    request_password_reset,
    reset_path,
    set_password,
)
from webapp.accounts.services.people import create_member, create_owner
from webapp.accounts.services.profiles import (
    change_profile,
    choose_profile,
    delete_profile,
    make_first_profile,
    make_profile,
    may_change,
    prove_pin,
)
from webapp.accounts.services.registration import activate_by_link, approve, forget_never_activated, register, tell_approved
from webapp.accounts.services.sign_ins import (
    SignedIn,
    begin_sign_in,
    end_sign_in,
    open_admin_session,
    recognise,
    refresh_sign_in,
    sign_out,
    sign_out_everywhere,
)

__all__ = [
    "Offer",
    "SignedIn",
    "activate_by_link",
    "approve",
    "approve_pairing",
    "begin_sign_in",
    "change_password",
    "change_profile",
    "choose_profile",
    "collect_pairing",
    "confirm_password_reset",
    "create_member",
    "create_owner",
    "delete_profile",
    "deliver",
    "deny_pairing",
    "end_sign_in",
    "forget_expired_pairings",
    "forget_never_activated",
    "forget_old_entries",
    "forget_old_mails",
    "make_first_profile",
    "make_profile",
    "may_change",
    "offer_pairing",
    "open_admin_session",
    "owner_by_presence",
    "prove_pin",
    "recognise",
    "refresh_sign_in",
    "register",
    "rename_device",
    "request_password_reset",
    "reset_path",
    "revoke_device",
    "send_due_mails",
    "send_soon",
    "send_test",
    "set_password",
    "set_up",
    "sign_out",
    "sign_out_everywhere",
    "switch_lan",
    "tell_approved",
]
