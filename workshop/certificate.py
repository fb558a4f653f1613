"""A certificate for the room's machine, made at the start: for the local network alone.

Browsers do not know who signed it (the machine itself) and say so once. The fingerprint that the
start of the hub shows is what an instructor compares, or reads out.
"""

import datetime
import ipaddress
import os
import socket
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAYS = 30


def make(folder: Path, host: str) -> str:
    """Make room.crt and room.key in a folder, unless they are there and good; the fingerprint."""
    path = folder / "room.crt"
    if path.exists():
        known = x509.load_pem_x509_certificate(path.read_bytes())
        if _is_good(known, host):
            return fingerprint(known)
    key = ec.generate_private_key(ec.SECP256R1())
    made = _signed(key, host)
    _write(
        folder / "room.key",
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    _write(path, made.public_bytes(serialization.Encoding.PEM))
    return fingerprint(made)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256, as browsers show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _names(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(socket.gethostname())]
    try:
        names.append(x509.IPAddress(ipaddress.ip_address(host)))
    except ValueError:
        names.append(x509.DNSName(host))
    return names


def _is_good(certificate: x509.Certificate, host: str) -> bool:
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return certificate.not_valid_after_utc > soon and _names(host)[-1] in list(named)


def _signed(key: ec.EllipticCurvePrivateKey, host: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The room's machine")])
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )


def _write(path: Path, what: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(what)
