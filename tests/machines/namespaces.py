"""Network namespaces without names: this process holds them, so that they are gone when it is, however it ends."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET, which the standard library names from Python 3.12 on
_OURS = "/proc/thread-self/ns/net"


def program(name: str) -> str | None:
    """Where an administrator's program is, if it is installed."""
    return shutil.which(name, path="/usr/sbin:/sbin:/usr/local/sbin:/usr/bin:/bin:/usr/local/bin")


def available() -> bool:
    """Whether this machine lets us make network namespaces, and wire them."""
    try:
        namespace = new_namespace()
    except OSError:
        return False
    try:
        ip(namespace, "link add name probe type bridge", "link add name cable type veth peer name end")
    except (OSError, subprocess.CalledProcessError):
        return False
    finally:
        os.close(namespace)
    return True


def new_namespace() -> int:
    """A descriptor of a new network namespace; the caller's stays what it was. Raises OSError."""
    home = _open()
    try:
        call("unshare", _NEW_NETWORK)
        made = _open()
        call("setns", home, _NEW_NETWORK)
        return made
    finally:
        os.close(home)


@contextmanager
def inside(namespace: int) -> Iterator[None]:
    """Have this thread, and the processes that it starts meanwhile, live in a namespace.

    A socket stays in the namespace in which it was made.
    """
    home = _open()
    try:
        call("setns", namespace, _NEW_NETWORK)
        try:
            yield
        finally:
            call("setns", home, _NEW_NETWORK)
    finally:
        os.close(home)


def path_of(namespace: int) -> str:
    """What `ip` knows a namespace by."""
    return f"/proc/{os.getpid()}/fd/{namespace}"


def ip(namespace: int, *commands: str) -> None:
    """Carry out commands of `ip` in a namespace. Raises CalledProcessError, or OSError where there is no `ip`."""
    batch = [program("ip") or "ip", "-batch", "-"]
    with inside(namespace):
        subprocess.run(batch, input="\n".join(commands), capture_output=True, text=True, check=True)


def _open() -> int:
    return os.open(_OURS, os.O_RDONLY | os.O_CLOEXEC)


def call(function: str, *arguments: int) -> None:
    """Call a function of the C library that gives 0. Raises OSError."""
    called = getattr(ctypes.CDLL(None, use_errno=True), function, None)
    if called is None:
        raise OSError(f"{function}: only Linux has it")
    if called(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")
