"""Part of the settings: who gets in, and how. Nothing here comes from the environment."""

AUTH_USER_MODEL = "security.User"
AUTHENTICATION_BACKENDS = ["security.signing_in.adapter.OfficeBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "security.signing_in.passwords.LengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "security.signing_in.passwords.GuessableValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "security.signing_in.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "cafe_instagram.home.forms.LoginForm",
    "change_password": "cafe_instagram.home.forms.ChangePasswordForm",
    "reset_password_from_key": "cafe_instagram.home.forms.ResetPasswordForm",
    "reauthenticate": "cafe_instagram.home.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whom we do not know we do not write to
ACCOUNT_USER_DISPLAY = "security.signing_in.adapter.display_name"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds for which a proof of identity is fresh
# Attempts from one address, then failures from one address and for one account. A code counts like a password.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/10m/key"}

MFA_ADAPTER = "security.signing_in.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "北海道とつながるカフェ"
MFA_TOTP_TOLERANCE = 1  # one step before and after: half a minute that a telephone's clock may be off
MFA_FORMS = {
    "authenticate": "security.signing_in.forms.sign_in.CodeForm",
    "reauthenticate": "security.signing_in.forms.sign_in.ProofByCodeForm",
    "activate_totp": "security.signing_in.forms.sign_in.FirstCodeForm",
    "add_webauthn": "security.signing_in.forms.sign_in.PasskeyForm",
    "login_webauthn": "security.signing_in.forms.sign_in.PasskeySignInForm",
    "authenticate_webauthn": "security.signing_in.forms.sign_in.PasskeyStepForm",
    "reauthenticate_webauthn": "security.signing_in.forms.sign_in.ProofByPasskeyForm",
}
