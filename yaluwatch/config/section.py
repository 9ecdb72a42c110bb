"""What all sections of the settings share."""

import re

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationInfo, field_validator

#: Longest times that are accepted: a day in seconds, a year in hours, a century in days.
DAY, YEAR, CENTURY = 86_400, 8_784, 36_525

#: An e-mail address, roughly.
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Longest text of a setting, in characters.
_MAX_TEXT = 1_000


class Section(BaseModel):
    """A section: unknown keys, texts of several lines and switches in place of numbers are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _is_no_switch(cls, value: object, info: ValidationInfo) -> object:
        """Reject true and false where a number is expected, which would count as 1 and 0."""
        if isinstance(value, bool) and cls.model_fields[info.field_name or ""].annotation is not bool:
            raise ValueError(f"it can't be {str(value).lower()}")
        return value

    @field_validator("*", mode="after")
    @classmethod
    def _is_one_line(cls, value: object) -> object:
        """Reject control characters, which would break a header, and texts nobody typed."""
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if isinstance(text, str):
            if len(text) > _MAX_TEXT:
                raise ValueError(f"it has more than {_MAX_TEXT} characters")
            if _CONTROL.search(text):
                raise ValueError("it contains a line break or another control character")
        return value
