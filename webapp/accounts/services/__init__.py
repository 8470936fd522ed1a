"""What can be done with people and their sign-ins; other rooms call these verbs."""

from webapp.accounts.services.households import owner_by_presence, set_up, switch_lan
from webapp.accounts.services.outbox import deliver, send_soon
from webapp.accounts.services.passwords import confirm_password_reset, request_password_reset, set_password
from webapp.accounts.services.people import activate, activate_by_link, create_member, create_owner, register
from webapp.accounts.services.profiles import (
    change_profile,
    choose_profile,
    delete_profile,
    make_first_profile,
    make_profile,
    may_change,
    prove_pin,
)
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
    "activate",
    "activate_by_link",
    "begin_sign_in",
    "change_profile",
    "choose_profile",
    "confirm_password_reset",
    "create_member",
    "create_owner",
    "delete_profile",
    "deliver",
    "end_sign_in",
    "make_first_profile",
    "make_profile",
    "may_change",
    "owner_by_presence",
    "prove_pin",
    "recognise",
    "refresh_sign_in",
    "register",
    "request_password_reset",
    "send_soon",
    "set_password",
    "set_up",
    "sign_out",
    "sign_out_everywhere",
    "switch_lan",
]
