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
# Failed passwords and codes (security/signing_in/guesses.py): of one account at one address, browser or session; of one
# account at all addresses that it does not know; of one address at all accounts. What cannot be guessed has no limit
# that one person could use up for another: passkeys, the address in a letter. allauth's own counters would.
ACCOUNT_RATE_LIMITS = {
    "guess_here": "5/10m/key,10/h/key",
    "guess_at_all": "30/h/key",
    "guess_from": "20/m/key",
    "login": None,
    "login_failed": None,
    "reset_password": None,  # counted by person: security/signing_in/actions/own_account.py
    "reset_password_from_key": None,
}
MFA_RATE_LIMITS = {"webauthn_login": None}

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
