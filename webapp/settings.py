"""Django's settings, derived from the one `Config`; nothing here reads the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import appliance
from appliance import config as configuration
from appliance import hosts, logs, secrets
from webapp import appearance

CONFIG = configuration.current()
PATHS = CONFIG.paths
PATHS.create()

SECRET_KEY = secrets.signing_key(PATHS.secret_key)
DEBUG = False
ALLOWED_HOSTS = hosts.allowed(CONFIG.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(CONFIG.trusted_origins)

INSTALLED_APPS = [
    "unfold",  # before the admin, whose pages it draws
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_q",
    "webapp.accounts",
    "webapp.library",
    "webapp.watching",
    "webapp.streaming",
    "webapp.uploads",
    "webapp.dashboard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "webapp.headers.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "webapp.accounts.middleware.AdminSignIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "webapp.refusals.ImpossibleIds",
]
ROOT_URLCONF = "webapp.urls"
WSGI_APPLICATION = "webapp.wsgi.application"
APPEND_SLASH = False  # both forms of the mission's addresses are routed by name; a redirect would lose a POST body
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,  # seconds to wait for another writer
            "transaction_mode": "IMMEDIATE",  # take the write lock at the start, where waiting for it is still possible
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": dict(parse_qsl(parts.query)),  # ?sslmode=require
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


if CONFIG.database_url:
    DATABASES = {"default": _postgresql(CONFIG.database_url)}
    QUEUE_DATABASE = "default"  # PostgreSQL's writers do not block each other: one database serves
else:
    DATABASES = {"default": _sqlite(PATHS.database), "queue": _sqlite(PATHS.queue_database)}
    QUEUE_DATABASE = "queue"
DATABASE_ROUTERS = ["webapp.routers.QueueRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The longest task is one run or one audio run, minutes at most; a task is delivered again only after `retry`.
Q_CLUSTER = {
    "name": "prepare",
    "workers": 1,
    "recycle": 50,  # short-lived workers: memory never grows for long
    "timeout": 1800,
    "retry": 2000,
    "max_attempts": 3,
    "orm": QUEUE_DATABASE,
    "poll": 0.2,
    "queue_limit": 1,  # take one task at a time, so that another worker or machine can take the next
    "save_limit": 50,  # of each kind: the owner reads what was done
    "save_limit_per": "func",
    "catch_up": False,
    "label": "Queue",
    # Viewers' runs go on for minutes, and letters wait for mail servers: nobody waits for either.
    "ALT_CLUSTERS": {"play": {"workers": 4, "poll": 0.05, "recycle": 200}},
}

# Counts of wrong passwords live here: with Django's 300 places, a stranger who fills it would have them forgotten.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["email"]}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

ACCESS_MINUTES = 15
REFRESH_DAYS = 30
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=ACCESS_MINUTES),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=REFRESH_DAYS),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": True,
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["webapp.accounts.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["webapp.accounts.parsers.BoundedJSONParser", "rest_framework.parsers.FormParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Videoflix",
    "DESCRIPTION": "The home video server: accounts, videos, HLS.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",  # works without internet
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {  # fields of different meanings are called `kind`, or `state`
        "CardKind": ["video", "series"],
        "RenditionKind": ["video", "audio"],
        "SourceStateEnum": "webapp.library.models.Source.State",
        "UploadStateEnum": "webapp.uploads.models.Upload.State",
    },
}

SESSION_COOKIE_NAME = "videoflix_session"  # cookies ignore ports: a neighbour on this host must not overwrite ours
CSRF_COOKIE_NAME = "videoflix_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

UNFOLD = appearance.UNFOLD

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(appearance.__file__).parent / "static"]  # of no app: the looks of the whole admin
WHITENOISE_USE_FINDERS = True  # the admin's files straight from their packages: no collect step on a home machine
FRONTEND = Path(appliance.__file__).parent.parent / "bundled_frontend" / "dist"
WHITENOISE_ROOT = FRONTEND if FRONTEND.is_dir() else None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a film with the names of hundreds of people; the body is bounded, too
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes: JSON bodies are small

LOGGING_CONFIG = None  # appliance.logs configures logging once per process
logs.quiet_libraries()
