"""The system calls that a learner's code has no business with, refused by the kernel.

Everything is refused with EPERM, so a program sees an ordinary OSError and goes on. `clone3` is "not implemented"
instead: its flags are behind a pointer that a filter cannot read, and the C library then falls back to `clone`,
whose flags can be read. Threads stay possible (NumPy may start some), processes do not.
"""

import errno
import functools
import tempfile

_CLONE_THREAD = 0x0001_0000

_PROCESSES = "fork vfork"
_OTHERS = """
    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp
    pidfd_open pidfd_getfd pidfd_send_signal
"""
_SYSTEM = """
    mount umount umount2 mount_setattr move_mount open_tree fsopen fsconfig fsmount fspick pivot_root chroot
    unshare setns bpf perf_event_open userfaultfd seccomp
    io_setup io_submit io_cancel io_destroy io_getevents io_pgetevents
    io_uring_setup io_uring_enter io_uring_register
    keyctl add_key request_key
    init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff
    acct quotactl quotactl_fd sethostname setdomainname syslog nfsservctl lookup_dcookie
    clock_settime clock_adjtime adjtimex settimeofday stime
    iopl ioperm modify_ldt personality vhangup
    name_to_handle_at open_by_handle_at fanotify_init fanotify_mark
    landlock_create_ruleset landlock_add_rule landlock_restrict_self
"""
_NETWORK = """
    socket socketpair connect bind listen accept accept4 sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg
    shutdown getsockname getpeername setsockopt getsockopt socketcall
"""
# Memory that no rlimit of the process counts.
_MEMORY = """
    memfd_create memfd_secret shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semtimedop semctl
    mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
    mbind set_mempolicy migrate_pages move_pages
"""
_IDENTITY = """
    setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset
    mknod mknodat chown fchown lchown fchownat
"""

REFUSED = frozenset("".join((_PROCESSES, _OTHERS, _SYSTEM, _NETWORK, _MEMORY, _IDENTITY)).split())


@functools.cache
def program():
    """The filter as the bytes of a BPF program, for ``bwrap --seccomp``.

    Raises
    ------
    ImportError
        If pyseccomp or libseccomp is not installed.
    """
    import pyseccomp  # noqa: PLC0415  Linux only; whoever grades without a sandbox does not need it

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in sorted(REFUSED):
        try:
            rules.add_rule(refuse, name)
        except OSError:  # this libseccomp or this processor has no such call, but the next one may
            continue
    rules.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _CLONE_THREAD, 0))
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
