"""nginx and php-fpm before a wiki: connections that stay open, TLS with its own authority, passwords at the gate."""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .steps import NotAvailable, run

__all__ = ["Front"]

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Front:
    """What nginx asks of whoever comes.

    Attributes:
        tls: whether it is https; the authority's certificate is `Wiki.authority`.
        client_certificates: whether clients have to show one of the same authority, like `Wiki.client_certificate`.
        basic: name and password that it asks for (HTTP Basic).
    """

    tls: bool = False
    client_certificates: bool = False
    basic: tuple[str, str] | None = None


def programs() -> tuple[str, str]:
    """Install nginx, php-fpm and openssl where they are missing; give the paths of the first two."""
    major, minor = debian.php_version()
    fpm = f"php{major}.{minor}-fpm"
    debian.ensure(("nginx-light", fpm, "openssl"))
    path = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
    found = [shutil.which(name, path=path) for name in ("nginx", f"php-fpm{major}.{minor}")]
    if None in found:
        raise NotAvailable(f"nginx or php-fpm{major}.{minor} is missing: install nginx-light and {fpm}")
    return str(found[0]), str(found[1])


def make_certificates(folder: Path) -> None:
    """Make an authority, and by it a certificate for loopback and one for a client."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    _certificate(folder, "authority", [*key, "-x509", "-subj", "/CN=Test authority"], ())
    signer = ["-CA", str(folder / "authority.pem"), "-CAkey", str(folder / "authority.key")]
    loopback = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    _certificate(folder, "server", [*key, "-x509", "-subj", "/CN=127.0.0.1", *signer], (loopback,))
    _certificate(folder, "client", [*key, "-x509", "-subj", "/CN=Bot", *signer], ("extendedKeyUsage=clientAuth",))


def _certificate(folder: Path, name: str, options: Sequence[str], extensions: Sequence[str]) -> None:
    added = [word for extension in extensions for word in ("-addext", extension)]
    files = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
    run(["openssl", "req", *options, *added, *files])


def fpm_settings(folder: Path, options: Sequence[str], environment: dict[str, str]) -> str:
    """Write the settings of php-fpm: one pool, PHP as the wiki has it everywhere."""
    values = [_php_value(option) for option in options if option != "-d"]
    named = [f'env[{name}] = "{environment[name]}"' for name in ("MWTYPED_WIKI_DIR", "MW_CONFIG_FILE", "PATH")]
    identity = ["user = root", "group = root"] if os.geteuid() == 0 else []
    lines = [
        *("[global]", "daemonize = no", f"error_log = {folder}/fpm.log", f"pid = {folder}/fpm.pid"),
        *("[wiki]", f"listen = {folder}/fpm.sock", *identity, "pm = static", "pm.max_children = 4"),
        *("catch_workers_output = yes", "clear_env = no", *named, *values),
        f"php_admin_value[auto_prepend_file] = {_HERE / 'noting.php'}",
    ]
    return "\n".join(lines) + "\n"


def _php_value(option: str) -> str:
    name, _, value = option.partition("=")
    return f'php_admin_value[{name}] = "{value}"'


def nginx_settings(folder: Path, sources: Path, port: int, front: Front) -> str:
    """Write the settings of nginx, none of which is the machine's."""
    tls = [f"ssl_certificate {folder}/server.pem;", f"ssl_certificate_key {folder}/server.key;"] if front.tls else []
    if front.client_certificates:
        tls += [f"ssl_client_certificate {folder}/authority.pem;", "ssl_verify_client on;"]
    gate = ['auth_basic "Gate";', f"auth_basic_user_file {folder}/passwords;"] if front.basic else []
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    php = f"include /etc/nginx/fastcgi_params; fastcgi_pass unix:{folder}/fpm.sock;"
    index = f"fastcgi_param SCRIPT_FILENAME {sources}/w/index.php; fastcgi_param SCRIPT_NAME /w/index.php;"
    script = (
        "fastcgi_split_path_info ^(/w/[a-z_0-9-]+\\.php)(/.*)?$;"
        f" fastcgi_param SCRIPT_FILENAME {sources}$fastcgi_script_name; fastcgi_param PATH_INFO $fastcgi_path_info;"
    )
    return f"""\
{"user root;" if os.geteuid() == 0 else ""}
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
daemon off;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types;
  log_format connections '$connection $connection_requests $request';
  access_log {folder}/connections.log connections;
  client_max_body_size 110m;
  keepalive_timeout 60s;
  {temporary}
  server {{
    listen 127.0.0.1:{port}{" ssl" if front.tls else ""};
    root {sources};
    {" ".join([*tls, *gate])}
    location = / {{ return 302 /wiki/Main_Page; }}
    location /wiki/ {{ {php} {index} }}
    location /w/images/ {{ alias {folder}/images/; }}
    location ~ ^/w/[a-z_0-9-]+\\.php(/|$) {{ {script} {php} }}
  }}
}}
"""


def passwords(folder: Path, front: Front) -> None:
    """Write whom the gate lets in."""
    if front.basic is not None:
        name, password = front.basic
        hashed = run(["openssl", "passwd", "-apr1", password]).strip()
        (folder / "passwords").write_text(f"{name}:{hashed}\n")


def connections(folder: Path) -> list[int]:
    """Read the number of the connection by which each request to api.php came."""
    log = (folder / "connections.log").read_text(errors="replace")
    return [int(number) for number in re.findall(r"^(\d+) \d+ \w+ /w/api\.php", log, flags=re.MULTILINE)]
