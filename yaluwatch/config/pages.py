"""Settings of the web pages, and who may use them."""

from ipaddress import ip_network

from pydantic import Field, SecretStr, field_validator

from yaluwatch.config.section import YEAR, Section
from yaluwatch.shown import has_user

# A token of random letters and digits of this length can't be guessed.
_MIN_TOKEN = 16
#: Fewest characters of a password (NIST SP 800-63B-4, 3.1.1.2, asks for 15 without a second factor, 8 with).
MIN_PASSWORD = 12


class WebSettings(Section):
    """Where the web pages are served."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8425, ge=1, le=65535, description="Port to listen on.")
    public_url: str = Field(
        "",
        pattern=r"^(https?://.*)?$",
        description="URL at which readers of digests reach the pages, if different.",
    )

    root_path: str = Field(
        "",
        pattern=r"^(/[A-Za-z0-9._~-]+)*$",
        description="Path below which a proxy shows the pages, such as /yalu; if empty, at the top.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies in front of the pages, separated by commas; what they "
        "say about a request (X-Forwarded-For, X-Forwarded-Proto) counts, what others say does not.",
    )
    monitor_token: SecretStr = Field(
        SecretStr(""),
        description="Token for reading /readyz, /healthz and /metrics from other computers (Authorization: "
        "Bearer …); safer in a file named by YALUWATCH_WEB_MONITOR_TOKEN_FILE.",
    )

    @field_validator("monitor_token")
    @classmethod
    def _is_long(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < _MIN_TOKEN:
            raise ValueError(f"it has fewer than {_MIN_TOKEN} characters, which can be guessed")
        return value

    @field_validator("public_url")
    @classmethod
    def _has_no_user(cls, value: str) -> str:
        if has_user(value):
            raise ValueError("it must not contain a user name or password, which every reader would see")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _is_list_of_networks(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            try:
                ip_network(part)
            except ValueError as error:
                raise ValueError(
                    f"{part!r} is neither an address nor a network such as 10.0.0.0/8"
                ) from error
        return value

    @property
    def proxies(self) -> tuple[str, ...]:
        """The addresses and networks in `trusted_proxies`."""
        return tuple(filter(None, map(str.strip, self.trusted_proxies.split(","))))

    @property
    def address(self) -> str:
        """URL of the pages, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


class AccountSettings(Section):
    """Who may use the web pages. `yalu users add` adds accounts."""

    admin_password: SecretStr = Field(
        SecretStr(""),
        description="Password of the account admin, which is created at the first start; safer in a file "
        "named by YALUWATCH_ADMIN_PASSWORD_FILE.",
    )
    idle_hours: int = Field(
        72, ge=1, le=YEAR, description="Hours without a visit after which one has to log in again."
    )
    max_days: int = Field(
        30, ge=1, le=366, description="Days after which one has to log in again in any case."
    )
    user_header: str = Field(
        "",
        pattern=r"^([A-Za-z0-9-]+)?$",
        description="Header in which web.trusted_proxies name who is logged in, such as X-Remote-User; if "
        "empty, people log in here.",
    )
    oidc_issuer: str = Field(
        "",
        pattern=r"^(https?://.*)?$",
        description="Identity provider (OpenID Connect) that may log people in, such as "
        "https://login.example.org; if empty, there is none.",
    )
    oidc_client_id: str = Field("", description="Our id at the identity provider.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Our secret at the identity provider.")

    @field_validator("admin_password")
    @classmethod
    def _is_hard_to_guess(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < MIN_PASSWORD:
            raise ValueError(f"it has fewer than {MIN_PASSWORD} characters")
        return value
