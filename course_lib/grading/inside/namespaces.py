"""A file system and a process table of its own for each worker, inside those of the sandbox.

bubblewrap has already hidden the machine and left a tree that nobody can write to. In it each
worker gets new namespaces: its own scratch folders, and no process but its own to be seen. With the
standard library alone, because it runs in the worker's process. Source: the manual pages
namespaces(7), user_namespaces(7), mount(2).
"""

import os

from course_lib.grading.inside.confine import checked, drop_capabilities, libc

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PIDS = 0x20000, 0x8000000, 0x10000000, 0x20000000
NO_SETUID, NO_DEVICES, READ_ONLY = 2, 4, 1
SCRATCH = 32 * 2**20


def enter() -> None:
    """Enter new namespaces; the process table counts for what is forked next.

    Raises
    ------
    OSError
        If the system refuses.
    """
    maps = {"setgroups": "deny"}
    maps |= {
        "uid_map": f"{os.getuid()} {os.getuid()} 1",
        "gid_map": f"{os.getgid()} {os.getgid()} 1",
    }
    checked(libc().unshare(NEW_USER | NEW_MOUNTS | NEW_PIDS | NEW_IPC))
    for name, text in maps.items():
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def furnish() -> None:
    """Mount empty scratch folders, hide /proc, and give up the right to do so.

    Raises
    ------
    OSError
        If the system refuses.
    """
    scratch = f"size={SCRATCH},mode=1777".encode()
    for place in (b"/tmp", b"/dev/shm"):
        checked(libc().mount(b"tmpfs", place, b"tmpfs", NO_SETUID | NO_DEVICES, scratch))
    checked(libc().mount(b"tmpfs", b"/proc", b"tmpfs", READ_ONLY, None))
    os.chdir("/tmp")
    drop_capabilities()
