"""What can be done with people and their sign-ins; other rooms call these verbs."""

from webapp.accounts.services.households import owner_by_presence, set_up, switch_lan
from webapp.accounts.services.outbox import deliver, send_due_mails, send_soon, send_test
from webapp.accounts.services.passwords import change_password, confirm_password_reset, request_password_reset, set_password
from webapp.accounts.services.people import create_member, create_owner
from webapp.accounts.services.registration import activate_by_link, approve, register, tell_approved
from webapp.accounts.services.sign_ins import (
    SignedIn,
    begin_sign_in,
    end_sign_in,
    recognise,
    refresh_sign_in,
    sign_out,
    sign_out_everywhere,
)

__all__ = [
    "SignedIn",
    "activate_by_link",
    "approve",
    "begin_sign_in",
    "change_password",
    "confirm_password_reset",
    "create_member",
    "create_owner",
    "deliver",
    "end_sign_in",
    "owner_by_presence",
    "recognise",
    "refresh_sign_in",
    "register",
    "request_password_reset",
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
