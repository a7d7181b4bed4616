"""All settings, from the environment. A setting that cannot work fails here, with advice."""

from datetime import date
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from footprint.config.logs import hide_secrets

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
DEMO_KEY = "demo-key-not-secret-never-use-this-where-real-records-are-kept"

env = environ.Env()

PRODUCTION = env.bool("FOOTPRINT_PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env("SECRET_KEY", default=DEMO_KEY)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
FIXED_TODAY = env("FOOTPRINT_TODAY", default="")
SUPPRESS_BELOW = env.int("FOOTPRINT_SUPPRESS_BELOW", 5)
UPLOAD_LIMIT_MB = env.int("FOOTPRINT_UPLOAD_LIMIT_MB", 20)


def _refuse(what: str, advice: str):
    raise ImproperlyConfigured(f"{what} {advice}")


if PRODUCTION:
    if SECRET_KEY == DEMO_KEY or len(SECRET_KEY) < 40:
        _refuse("SECRET_KEY is missing, the demo key or too short.", "Set it to 50 or more random characters.")
    if DEBUG:
        _refuse("DEBUG is on.", "Unset DEBUG: error pages would show records to anybody.")
    if not ALLOWED_HOSTS:
        _refuse("ALLOWED_HOSTS is empty.", "Set it to the host names of the service, separated by commas.")
    if FIXED_TODAY:
        _refuse("FOOTPRINT_TODAY fixes the day.", "Unset it: in production today is today.")
if FIXED_TODAY:
    try:
        date.fromisoformat(FIXED_TODAY)
    except ValueError:
        _refuse(f"FOOTPRINT_TODAY is “{FIXED_TODAY}”.", "Write a day like 2025-01-20, or unset it.")
if not 2 <= SUPPRESS_BELOW <= 20:
    _refuse(
        f"FOOTPRINT_SUPPRESS_BELOW is {SUPPRESS_BELOW}.",
        "Set it to the smallest number that may be published, 2 to 20.",
    )

INSTALLED_APPS = [
    "footprint.web",  # first: its sign-in page stands before allauth's own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "footprint.audit",
    "footprint.accounts",
    "footprint.council",
    "footprint.children",
    "footprint.allocation",
    "footprint.messages",
    "footprint.plans",
    "footprint.reviews",
    "footprint.voice",
    "footprint.disputes",
    "footprint.exchange",
    "footprint.reports",
    "footprint.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "footprint.web.middleware.Here",
]

ROOT_URLCONF = "footprint.config.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
WSGI_APPLICATION = "footprint.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "footprint.web.context.everywhere",
            ],
            "builtins": ["footprint.web.templatetags.footprint"],
        },
    }
]

DATA.mkdir(exist_ok=True)
DATABASE_URL = env("DATABASE_URL", default=f"sqlite:///{DATA / 'footprint.sqlite3'}")
try:
    DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
except (ImproperlyConfigured, ValueError) as error:
    _refuse(f"DATABASE_URL cannot be read ({error}).", "Write it like postgres://user:password@host:5432/footprint.")
if not DATABASES["default"].get("ENGINE"):
    _refuse(f"DATABASE_URL names no database: “{DATABASE_URL}”.", "Write it like sqlite:///data/footprint.sqlite3.")
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-64000;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "footprint.web.adapters.NoSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MESSAGE_STORAGE = (
    "django.contrib.messages.storage.session.SessionStorage"  # what it says names children: not in a cookie
)
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # counted guesses must not push out sign-ins and uploads
    }
}

# Messages go out by e-mail where a mail server is named; else they are read in the inbox and in the mailbox page.
EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    try:
        vars().update(environ.Env.email_url_config(EMAIL_URL))
    except (ImproperlyConfigured, KeyError, ValueError) as error:
        _refuse(f"EMAIL_URL cannot be read ({error}).", "Write it like smtp+tls://user:password@host:587.")
else:
    EMAIL_BACKEND = "footprint.messages.mail.Kept"
EMAIL_TIMEOUT = 20
_HOST = next((h.lstrip(".") for h in ALLOWED_HOSTS if h != "*"), "localhost")
ADDRESS = env(
    "FOOTPRINT_ADDRESS",
    default=f"https://{_HOST}" if PRODUCTION else f"http://{env('FOOTPRINT_BIND', default='127.0.0.1:8000')}",
).rstrip("/")
if not ADDRESS.startswith(("http://", "https://")):
    _refuse(f"FOOTPRINT_ADDRESS is “{ADDRESS}”.", "Write it like https://iro.example.")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("FOOTPRINT_MAIL_FROM", default=f"footprint@{_HOST}")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT_MB * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# How many of our own proxies stand before the service: from where somebody types a code is read from what they say.
PROXIES = env.int("FOOTPRINT_PROXIES", 1 if PRODUCTION else 0)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}

hide_secrets()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "footprint.config.privacy.TellNothing"
DEFAULT_EXCEPTION_REPORTER = "footprint.config.privacy.QuietReporter"
