"""The settings of signing in: accounts, passwords, second factor, lockout and sessions."""

from datetime import timedelta

from linli.wiring import env

DEMO = env.flag("LINLI_DEMO")

AUTH_USER_MODEL = "kernel.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "linli.web.signin.backend.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/shell/start/"
LOGOUT_REDIRECT_URL = "/"

SIGN_UP = env.flag("LINLI_SIGN_UP", True)
ACCOUNT_ADAPTER = "linli.web.signin.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": False}

SECOND_FACTOR = env.flag("LINLI_SECOND_FACTOR", False) if DEMO else True
MFA_ADAPTER = "linli.web.signin.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Linli"
MFA_RECOVERY_CODES_SHOW_ONCE = True

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "linli.web.signin.adapter.client_address"
AXES_LOCKOUT_CALLABLE = "linli.web.signin.lockout.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

STAFF_IDLE_SECONDS = 60 * env.number("LINLI_STAFF_IDLE_MINUTES", 30)
RESIDENT_IDLE_SECONDS = 14 * 24 * 3600
SESSION_COOKIE_AGE = RESIDENT_IDLE_SECONDS
SESSION_COOKIE_HTTPONLY = True
