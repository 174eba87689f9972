"""Everything that differs between installations is read from the environment, strictly:
a missing variable stops the start with its name. docs/operation.md lists them."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
if DEMONSTRATION and not DEBUG:
    raise ImproperlyConfigured(
        "DEMONSTRATION lets anyone sign in as anyone, so it only works together with DEBUG."
    )


def required(name: str) -> str:
    """The variable `name`, or a stop that names it."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name} (see docs/operation.md).")
    return value


# --- who we are -----------------------------------------------------------------------------
PRODUCT_NAME = env.str("PRODUCT_NAME", default="Balcony")
PRODUCT_LOGO = env.str("PRODUCT_LOGO", default="")  # a static file's path; empty: our own drawing
SITE_URL = env.str("SITE_URL", default="http://localhost:8000" if DEBUG else "") or required("SITE_URL")
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
if not ALLOWED_HOSTS:
    required("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- what is installed ----------------------------------------------------------------------
INSTALLED_APPS = [
    "fellowship.people",
    "fellowship.sealed",
    "fellowship.notifications",
    "fellowship.cohorts",
    "fellowship.learning",
    "challenges",
    "mentoring",
    "fellowship.home",
    "fellowship.api",
    "fellowship.nhsuk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
]
MIDDLEWARE = [
    "fellowship.api.middleware.ProblemsForMachines",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fellowship.home.middleware.RefuseTooLarge",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fellowship.home.middleware.FaultPages",
    "fellowship.home.middleware.InOwnTimeZone",
    "fellowship.people.languages.InOwnLanguage",
    "fellowship.home.middleware.KeepWordsOnSignOut",
    "fellowship.people.access.SignedInByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fellowship.people.sessions.NoteSession",
    "fellowship.cohorts.second_factor.SecondFactorForAdministrators",
    "fellowship.home.middleware.PageForWhatIsNoPage",
]
ROOT_URLCONF = "fellowship.urls"
WSGI_APPLICATION = "fellowship.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "fellowship.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "fellowship.home.context.navigation",
            ],
        },
    },
    {
        # allauth's own fall-backs and Django's debug pages are written for this engine
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- data -----------------------------------------------------------------------------------
# DATABASE_URL signs in as the web role: neither owner nor superuser, so that row-level security
# binds it. DATABASE_OWNER_URL is for the commands in manage.py that change the schema.
AS_OWNER = env.str("DATABASE_AS", default="web") == "owner"
required("DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL")
DATABASES = {
    "default": {
        **env.db_url("DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL"),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
WEB_ROLE = env.db_url("DATABASE_URL")["USER"] if env.str("DATABASE_URL", default="") else ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
# In the database: people stay signed in, and keep what they typed, when Redis restarts.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
SESSION_COOKIE_NAME = "balcony_session"
CSRF_COOKIE_NAME = "balcony_csrf"
CSRF_FAILURE_VIEW = "fellowship.home.views.errors.csrf_failure"

# --- private words: the worker is never given these two keys ---------------------------------
PRIVATE_TEXT_KEYS = env.list("PRIVATE_TEXT_KEYS", default=[])
AUTHOR_SEAL_KEY = env.str("AUTHOR_SEAL_KEY", default="")

# --- background work ------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- email ----------------------------------------------------------------------------------
EMAIL_FILES_DIR = Path(env.str("EMAIL_FILES_DIR", default=str(BASE_DIR / "var" / "messages")))
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
elif DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = EMAIL_FILES_DIR
else:
    required("EMAIL_URL")
EMAIL_TIMEOUT = 15
EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Balcony <balcony@example.org>" if DEBUG else "")
if not DEFAULT_FROM_EMAIL:
    required("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where the provider tells of bounces and complaints: provider://name:secret@?further_key=value
_events = urlsplit(env.str("EMAIL_EVENTS_URL", default=""))
EMAIL_EVENTS = _events.scheme
if EMAIL_EVENTS and not (_events.username and _events.password):
    raise ImproperlyConfigured("EMAIL_EVENTS_URL needs a name and a secret: postmark://name:secret@")
ANYMAIL = {
    "WEBHOOK_SECRET": f"{unquote(_events.username or '')}:{unquote(_events.password or '')}",
    **{f"{EMAIL_EVENTS}_{key}".upper().replace("-", "_"): value for key, value in parse_qsl(_events.query)},
}

# --- files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "var" / "assets"]
FILES_ROOT = Path(env.str("FILES_ROOT", default=str(BASE_DIR / "var" / "files")))
if env.str("S3_BUCKET", default=""):
    private_files = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT", default=None),
            "region_name": env.str("S3_REGION", default=None),
            "access_key": env.str("S3_ACCESS_KEY", default=None),
            "secret_key": env.str("S3_SECRET_KEY", default=None),
            "default_acl": "private",
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
else:
    private_files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT, "base_url": None},
    }
STORAGES = {
    "default": private_files,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# The whole of a request, files included; nothing of a larger one is read.
LARGEST_REQUEST = 60 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- signing in -----------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The address is unique whatever its capitals (people.User, user_email_once), which W004 cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "fellowship.cohorts.account_mail.AccountAdapter"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "fellowship.people.forms.sign_in.SignInForm",
    "reset_password": "fellowship.people.forms.sign_in.AskForPasswordForm",
    "reset_password_from_key": "fellowship.people.forms.sign_in.ResetPasswordForm",
    "change_password": "fellowship.people.forms.sign_in.ChangePasswordForm",
    "set_password": "fellowship.people.forms.sign_in.SetPasswordForm",
    "add_email": "fellowship.people.forms.sign_in.AddAddressForm",
    "reauthenticate": "fellowship.people.forms.sign_in.ConfirmPasswordForm",
}
ACCOUNT_USER_DISPLAY = "fellowship.people.adapter.display_name"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = PRODUCT_NAME
MFA_ADAPTER = "fellowship.people.adapter.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "fellowship.people.forms.sign_in.SecondStepForm",
    "reauthenticate": "fellowship.people.forms.sign_in.ConfirmSecondStepForm",
    "activate_totp": "fellowship.people.forms.sign_in.AddAppForm",
    "add_webauthn": "fellowship.people.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "fellowship.people.forms.sign_in.RenamePasskeyForm",
}
# How many proxies of ours stand in front: rate limits and the list of sessions need the real address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
USERSESSIONS_TRACK_ACTIVITY = True
# True: administrators must add a second factor before they see anybody's data.
MFA_REQUIRED_FOR_ADMINISTRATORS = env.bool("MFA_REQUIRED_FOR_ADMINISTRATORS", default=not DEMONSTRATION)
INVITATION_DAYS = 14

# --- access for machines ---------------------------------------------------------------------
API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", default=120)  # for each token
# Closed networks: webhooks go to these hosts ("host" or "host:port") and nowhere else, wherever they are.
WEBHOOK_HOSTS = env.list("WEBHOOK_HOSTS", default=[])

# --- language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LANGUAGE_COOKIE_NAME = "balcony_language"
LOCALE_PATHS = [BASE_DIR / "templates" / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- what the browser is told ---------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
LANGUAGE_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if env.bool("BEHIND_TLS_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
