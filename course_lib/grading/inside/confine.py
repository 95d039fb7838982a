"""What a learner's process gives up before it runs the learner's code: limits, files, system calls.

Linux has three tools that a process can use on itself and never take back: resource limits,
landlock (which files) and seccomp (which system calls). This module uses all three, through ctypes,
with the standard library alone, because it runs inside the worker. Source: the manual pages
landlock(7), seccomp(2), bpf(4), capset(2), fcntl(2).
"""

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Iterable
from errno import ENOSYS, EPERM

MEMORY = 1536 * 2**20
FILE = 16 * 2**20
LIMITS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_FSIZE: FILE,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_CPU: 300,
}

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
READ = EXECUTE | READ_FILE | READ_DIR
# How many kinds of access each version of landlock knows; asking for more is an error.
KNOWN = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}

SET_NO_NEW_PRIVS, SET_SECCOMP, SET_PDEATHSIG, FILTER = 38, 22, 1, 2
CLONE_THREAD = 0x10000
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, EQUAL, ANY_BIT, AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = 0, 4, 16, 24
CAPABILITIES = 0x20080522

MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
# Refused: the name, then its number on x86_64 and on aarch64; None where it does not exist.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    # the network, and memory that outlives the process
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "sendto": (44, 206),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # what landlock does not see: the marks on a file
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "open_by_handle_at": (304, 265),
    # its own limits, and who it is
    "setrlimit": (160, 164),
    "prlimit64": (302, 261),
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setgroups": (116, 159),
    "setpriority": (141, 140),
    "personality": (135, 92),
    # the machine
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "mount_setattr": (442, 442),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "sethostname": (170, 161),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
}
# Refused with these second arguments: they say whom a file's events send a signal to, and which.
OWNERS = {"fcntl": ((72, 25), (8, 10, 15)), "ioctl": ((16, 29), (0x8901, 0x8902))}
CLONE, CLONE3, OWN_SIGNALS = (56, 220), (435, 435), {"kill": (62, 129), "tgkill": (234, 131)}


def landlock_version() -> int:
    """Return the version of landlock that the system has, 0 for none."""
    try:
        version = libc().syscall(LANDLOCK_CREATE, None, 0, 1)
    except (OSError, AttributeError):
        return 0
    return max(int(version), 0)


def can_filter() -> bool:
    """Tell whether system calls can be refused on this machine."""
    return platform.system() == "Linux" and platform.machine() in MACHINES


def limit_resources() -> None:
    """Set the limits on memory, files and time, for good."""
    for kind, most in LIMITS.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def drop_capabilities() -> None:
    """Give up what root may do and others may not, for good.

    Raises
    ------
    OSError
        If the system refuses.
    """
    head = ctypes.create_string_buffer(struct.pack("Ii", CAPABILITIES, 0))
    checked(libc().capset(head, ctypes.create_string_buffer(bytes(24))))


def die_with_parent(parent: int | None = None) -> None:
    """Let the system end this process when the grader ends, however it does.

    Parameters
    ----------
    parent : int, optional
        The process to end with. If it has ended before this call, so does this process.
    """
    libc().prctl(SET_PDEATHSIG, 9, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def restrict_files(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Leave only these folders: to read, and to read and write.

    Raises
    ------
    OSError
        If the system refuses.
    """
    version = landlock_version()
    every = (1 << KNOWN.get(version, 16)) - 1
    ruleset = checked(libc().syscall(LANDLOCK_CREATE, struct.pack("Q", every), 8, 0))
    rules = [(path, READ) for path in readable] + [(path, every) for path in writable]
    for path, access in rules:
        if not os.path.exists(path):
            continue
        if not os.path.isdir(path):
            access &= EXECUTE | WRITE_FILE | READ_FILE
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        checked(libc().syscall(LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", access, handle), 0))
        os.close(handle)
    checked(libc().prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    checked(libc().syscall(LANDLOCK_RESTRICT, ruleset, 0))
    os.close(ruleset)


def filter_program() -> list[tuple[int, int, int, int]]:
    """Return the filter of system calls as instructions (code, if true, if false, operand)."""
    architecture, column = MACHINES[platform.machine()]
    refuse, unknown = (RETURN, 0, 0, ERRNO | EPERM), (RETURN, 0, 0, ERRNO | ENOSYS)
    allow = (RETURN, 0, 0, ALLOW)
    program = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        # Numbers from here on are a second set of calls of x86_64, which nobody needs.
        (AT_LEAST, 0, 1, 0x40000000),
        refuse,
    ]
    for numbers in REFUSED.values():
        number = numbers[column]
        if number is not None:
            program += [(EQUAL, 0, 1, number), refuse]
    # glibc asks for clone3 first; told that there is none, it takes clone, whose flags can be read.
    program += [(EQUAL, 0, 1, CLONE3[column]), unknown]
    program += [(EQUAL, 0, 4, CLONE[column]), (LOAD, 0, 0, FIRST_ARGUMENT)]
    program += [(ANY_BIT, 0, 1, CLONE_THREAD), allow, refuse]
    for numbers in OWN_SIGNALS.values():
        program += [(EQUAL, 0, 4, numbers[column]), (LOAD, 0, 0, FIRST_ARGUMENT)]
        program += [(EQUAL, 0, 1, os.getpid()), allow, refuse]
    for numbers, arguments in OWNERS.values():
        refusals = [step for value in arguments for step in ((EQUAL, 0, 1, value), refuse)]
        program += [(EQUAL, 0, len(refusals) + 2, numbers[column]), (LOAD, 0, 0, SECOND_ARGUMENT)]
        program += [*refusals, allow]
    return [*program, allow]


def filter_calls() -> None:
    """Refuse the system calls of `REFUSED`, new processes, and signals to others, for good.

    Raises
    ------
    OSError
        If the system refuses the filter.
    """
    program = filter_program()
    packed = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    code = ctypes.create_string_buffer(packed)
    head = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    checked(libc().prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    checked(libc().prctl(SET_SECCOMP, FILTER, ctypes.create_string_buffer(head), 0, 0))


def libc() -> ctypes.CDLL:
    """Return the C library."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int) -> int:
    """Return what a function of the C library returned.

    Raises
    ------
    OSError
        If that says that it failed.
    """
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
