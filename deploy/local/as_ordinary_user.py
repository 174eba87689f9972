"""Start a command as somebody other than root, though root owns all its files.

Postgres refuses to run as root. In a user namespace of its own the process is an ordinary user,
while the files on the disk stay root's. Run as a script: `as_ordinary_user.py COMMAND …`.
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
ORDINARY = 1000  # any number but 0


def main() -> None:
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        sys.exit(f"No user namespace: {os.strerror(ctypes.get_errno())}")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{ORDINARY} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{ORDINARY} {group} 1")
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606


if __name__ == "__main__":
    main()
