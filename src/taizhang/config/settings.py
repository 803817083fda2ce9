"""All settings, read from the environment. Each `TAIZHANG_*` name is told in docs/reference/settings.md."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

PACKAGE_DIR = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("TAIZHANG_DATA", "data")).resolve()

DEBUG = os.environ.get("TAIZHANG_DEBUG", "") == "1"
DEMO = os.environ.get("TAIZHANG_DEMO", "") == "1"
# A secret that is not set is made once and kept in the data folder, so that try-outs need no set-up.
SECRET_KEY_FILE = DATA_DIR / "secret-key"


def _secret_key() -> str:
    if key := os.environ.get("TAIZHANG_SECRET_KEY"):
        return key
    if not SECRET_KEY_FILE.exists():
        SECRET_KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
        partial = SECRET_KEY_FILE.with_name(f".secret-key-{os.getpid()}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(48).hex())
        with contextlib.suppress(FileExistsError):  # of several first processes one wins, the others read its key
            os.link(partial, SECRET_KEY_FILE)
        partial.unlink()
    return SECRET_KEY_FILE.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("TAIZHANG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TAIZHANG_ORIGINS", "").split(",") if origin]
BASE_URL = os.environ.get("TAIZHANG_BASE_URL", "http://localhost:8000")  # printed in documents as the trace's address

INSTALLED_APPS = [
    "taizhang.core",
    "taizhang.accounts",
    "taizhang.organisation",
    "taizhang.targets",
    "taizhang.ledgers",
    "taizhang.inspection",
    "taizhang.figures",
    "taizhang.proofreading",
    "taizhang.summaries",
    "taizhang.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "taizhang.web.security.ContentSecurityPolicyMiddleware",
    "taizhang.web.old_browsers.OldBrowserMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "taizhang.accounts.middleware.SignInFirst",  # deny by default: a view is public only by decorator
    "taizhang.organisation.middleware.ActorMiddleware",
    "taizhang.web.preferences.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "taizhang.web.refused_methods.RefusedMethodMiddleware",
    "taizhang.web.store_away.StoreAwayMiddleware",
]
ROOT_URLCONF = "taizhang.config.urls"
WSGI_APPLICATION = "taizhang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "taizhang.web.context.shell",
            ],
        },
    }
]

DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL", f"sqlite:///{DATA_DIR}/taizhang.sqlite3"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing: the write lock is taken when a transaction begins, readers never wait (WAL).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {
    "default": {
        "BACKEND": os.environ.get("TAIZHANG_TASK_BACKEND", "django_tasks_db.DatabaseBackend"),
        "QUEUES": ["default"],
    }
}

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "web:today"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "taizhang.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "taizhang.web.views.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS: list[Path] = []  # each app carries its own catalogue
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
# The API library's own copy of Swagger UI; found without importing the library, which commands do without.
_NINJA = importlib.util.find_spec("ninja")
STATICFILES_DIRS = [Path(_NINJA.origin).parent / "static"] if _NINJA and _NINJA.origin else []
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "media"
# s3://KEY:SECRET@host:port/bucket/prefix?region=…: files lie there; else under MEDIA_ROOT.
FILE_STORE = urlsplit(os.environ["TAIZHANG_FILES"]) if os.environ.get("TAIZHANG_FILES") else None
PROJECTION_DIR = DATA_DIR / "projection"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the grid without scripts: 300 rows of some 50 columns
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Letters go out by SMTP when its address is set; otherwise none are written, and reminders stand on the pages only.
EMAIL_URL = urlsplit(os.environ.get("TAIZHANG_EMAIL", ""))  # smtp://user:password@host:587?tls=1, smtps://host:465
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL.hostname else 'dummy'}.EmailBackend"
EMAIL_HOST = EMAIL_URL.hostname or ""
EMAIL_PORT = EMAIL_URL.port or (465 if EMAIL_URL.scheme == "smtps" else 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(EMAIL_URL.username or ""), unquote(EMAIL_URL.password or "")
EMAIL_USE_SSL = EMAIL_URL.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL and "tls=1" in EMAIL_URL.query
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TAIZHANG_EMAIL_FROM", "taizhang@localhost")

# Folders with packs of one's own, beside the shipped catalogue.
PACK_FOLDERS = [Path(folder) for folder in os.environ.get("TAIZHANG_PACKS", "").split(os.pathsep) if folder]
CALENDARS_DIR = DATA_DIR / "calendars"  # tables of working days that the administrator adds, one CSV file each
DESIGNED_PACKS_DIR = DATA_DIR / "packs"  # those that are designed in the browser, as the database has them
# The date that the product believes it is; the demo stands still so that its deadlines stay meaningful.
TODAY = date.fromisoformat(os.environ["TAIZHANG_TODAY"]) if os.environ.get("TAIZHANG_TODAY") else None
MAX_UPLOAD_BYTES = int(os.environ.get("TAIZHANG_MAX_UPLOAD_MB", "50")) * 1024 * 1024
API_PER_MINUTE = int(os.environ.get("TAIZHANG_API_PER_MINUTE", "600"))  # requests of one token
QUERY_SECONDS = int(os.environ.get("TAIZHANG_QUERY_SECONDS", "60"))
QUERY_MEMORY_MB = int(os.environ.get("TAIZHANG_QUERY_MEMORY_MB", "1024"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TAIZHANG_LOG_LEVEL", "WARNING")},
}
