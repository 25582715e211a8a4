"""What a password must not be, beside Django's own checks. Any long one will do; none expires (docs/decisions.md)."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

# Words that whoever knows this system would try first.
NEAR_AT_HAND = re.compile(
    "hokkaido|cafe|instagram|password|pass|prefecture|admin|login|qwertyuiop|asdfghjkl|zxcvbnm"
)
LEAST_OF_ITS_OWN = 4  # characters left without those words, digits and signs


class LengthValidator(MinimumLengthValidator):
    """Django's own, in the office's words."""

    def get_error_message(self) -> str:
        return f"パスワードが短すぎます。{self.min_length}文字以上にしてください。"

    def get_help_text(self) -> str:
        return f"パスワードは{self.min_length}文字以上にしてください。"


class GuessableValidator:
    """Refuses the system's own name, digits in a row and one key held down, however long."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        own = re.sub(r"[\d\W_]", "", NEAR_AT_HAND.sub("", password.lower()))
        if len(set(own)) < LEAST_OF_ITS_OWN:
            raise ValidationError(
                "このパスワードは推測されやすいものです。このシステムの名前や数字の並びだけにせず、"
                "関係のない言葉をいくつか組み合わせてください。",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return "このシステムの名前や、数字の並びだけのものは使えません。"
