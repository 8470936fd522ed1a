"""What our mails say, in English and German, as text and as HTML."""

from dataclasses import dataclass

from django.utils.html import format_html

_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"


@dataclass(frozen=True)
class Letter:
    """A mail around one link."""

    language: str
    subject: str
    greeting: str
    before: str  # says what the link does; ends with a colon in the text, where the link follows
    button: str
    after: str

    def text(self, link: str) -> str:
        """The mail for programs that show no HTML."""
        return f"{self.greeting}\n\n{self.before}:\n\n{link}\n\n{self.after}\n"

    def html(self, link: str) -> str:
        """The same with a button. Styles are inline, and nothing is loaded from anywhere: mail programs drop everything else."""
        return format_html(
            '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
            '<body style="margin:0;padding:32px 16px;background:#f3f1ee;color:#1c1a19;{}">'
            '<div style="max-width:480px;margin:0 auto;padding:32px;border-radius:12px;background:#ffffff;font-size:16px;line-height:1.5">'
            '<p style="margin:0 0 16px;font-size:20px;font-weight:600">{}</p><p style="margin:0 0 24px">{}.</p>'
            '<p style="margin:0 0 24px"><a href="{}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#1c1a19;'
            'color:#ffffff;font-weight:600;text-decoration:none">{}</a></p><p style="margin:0 0 24px">{}</p>'
            '<p style="margin:0;font-size:13px;color:#6b6560;word-break:break-all">{}</p></div></body></html>',
            self.language,
            self.subject,
            _FONT,
            self.greeting,
            self.before,
            link,
            self.button,
            self.after,
            link,
        )


def letter(purpose: str, language: str, server: str) -> Letter:
    """The letter for a purpose of `OutboxMail`, or "test", in `language` ("de-AT" is German; English where we have no words).

    `server` is what the household calls its Videoflix; however it was typed, a subject stays one line.
    """
    texts = _TEXTS[purpose]
    known = language.partition("-")[0]
    known = known if known in texts else "en"
    name = " ".join(server.split())
    return Letter(known, *(part.replace("{server}", name) for part in texts[known]))


_TEXTS = {
    "activation": {
        "en": (
            "Activate your account for {server}",
            "Welcome to {server}!",
            "Open this link to activate your account",
            "Activate my account",
            "It is good for three days. If you did not ask for an account, do nothing.",
        ),
        "de": (
            "Dein Konto bei {server} aktivieren",
            "Willkommen bei {server}!",
            "Öffne diesen Link, um dein Konto zu aktivieren",
            "Mein Konto aktivieren",
            "Er gilt drei Tage lang. Falls du kein Konto wolltest, musst du nichts tun.",
        ),
    },
    "approved": {
        "en": (
            "You can come in to {server}",
            "Welcome to {server}!",
            "Your account has been approved, and you can sign in now",
            "Sign in",
            "Your e-mail address and the password that you chose let you in on every device.",
        ),
        "de": (
            "Du kannst zu {server} hereinkommen",
            "Willkommen bei {server}!",
            "Dein Konto ist freigegeben, und du kannst dich jetzt anmelden",
            "Anmelden",
            "Deine E-Mail-Adresse und das Passwort, das du gewählt hast, lassen dich auf jedem Gerät herein.",
        ),
    },
    "password_reset": {
        "en": (
            "A new password for {server}",
            "Hello,",
            "Open this link to choose a new password for {server}",
            "Choose a new password",
            "It works once, for three days. If you did not ask for it, do nothing: your password stays as it is.",
        ),
        "de": (
            "Ein neues Passwort für {server}",
            "Hallo,",
            "Öffne diesen Link, um ein neues Passwort für {server} zu wählen",
            "Neues Passwort wählen",
            "Er gilt einmal und drei Tage lang. Falls du ihn nicht wolltest, musst du nichts tun: Dein Passwort bleibt, wie es ist.",
        ),
    },
    "test": {
        "en": (
            "A test from {server}",
            "Hello,",
            "This mail has found its way: {server} can send mail, and here it is",
            "Open {server}",
            "Nobody has to do anything.",
        ),
        "de": (
            "Ein Test von {server}",
            "Hallo,",
            "Diese Mail hat ihren Weg gefunden: {server} kann Mails verschicken, und hier ist es",
            "{server} öffnen",
            "Niemand muss etwas tun.",
        ),
    },
}
