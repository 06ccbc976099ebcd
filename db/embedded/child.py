"""The program between the launcher and Postgres: changes user, ties its life to the launcher's, then becomes Postgres.

It runs alone, as `python -I -S child.py <launcher's pid> <signal> <uid> <gid> <guarded> <program> <arguments>`, with
the launcher's pipe as standard input. A uid of 0 means that the user stays. Everything is imported before the user
changes, because the new one may be unable to read Python's files.
"""

import ctypes
import os
import select
import signal
import sys

# Nothing of the caller's environment reaches Postgres: no PG* variables, no locale, no secrets.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become the program that the arguments name."""
    launcher, death_signal, uid, gid, guarded = (int(argument) for argument in sys.argv[1:6])
    program = sys.argv[6:]
    os.umask(0o077)
    _reset_signals()
    if uid:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if guarded:
        _start_guard(death_signal)
    else:
        _ask_kernel(death_signal)
    if os.getppid() != launcher:
        sys.exit("The launcher ended before Postgres was started.")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.execve(program[0], program, ENVIRONMENT)  # noqa: S606 - the launcher chose the program, no shell is involved


def _reset_signals() -> None:
    """Undo ignored and blocked signals, which a program inherits: an ignored death signal would be lost."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _ask_kernel(death_signal: int) -> None:
    """Let Linux send the signal when the launcher's thread ends. A later change of user would undo this."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal) != 0:
        sys.exit(f"prctl(PR_SET_PDEATHSIG) failed: {os.strerror(ctypes.get_errno())}")


def _start_guard(death_signal: int) -> None:
    """Leave a process behind that sends the signal when the launcher's pipe closes.

    A second pipe, whose other end Postgres and its children inherit, tells the guard when none of them is left. Two
    forks make the guard nobody's child, so Postgres never hears of it.
    """
    guarded = os.getpid()
    alive, kept_open = os.pipe()
    if os.fork() == 0:
        try:
            if os.fork() == 0:
                _guard(guarded, alive, death_signal)
        finally:
            os._exit(0)
    os.wait()
    os.close(alive)
    os.set_inheritable(kept_open, True)  # noqa: FBT003 - the standard library's own signature


def _guard(guarded: int, alive: int, death_signal: int) -> None:
    os.setsid()
    os.dup2(alive, 1)
    os.closerange(2, os.sysconf("SC_OPEN_MAX"))
    ready, _, _ = select.select([0, 1], [], [])
    if 1 not in ready:
        os.kill(guarded, death_signal)


if __name__ == "__main__":
    main()
