"""The system calls that a learner's code may make; the kernel refuses all others.

What NumPy and a notebook need is allowed by name, so a call that a later kernel brings is refused until somebody has
looked at it. What is refused on purpose fails with EPERM, everything unknown with ENOSYS: either way a program sees
an ordinary OSError and goes on, and the C library falls back to older calls. `clone3` has its flags behind a pointer
that a filter cannot read; the C library then takes `clone`, whose flags can be read. Threads stay possible (NumPy
may start some), processes do not.
"""

import errno
import functools
import tempfile

_CLONE_THREAD = 0x0001_0000

_FILES = """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2
    open openat openat2 creat close close_range lseek stat fstat lstat newfstatat statx statfs fstatfs
    access faccessat faccessat2 getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat
    rename renameat renameat2 link linkat symlink symlinkat readlink readlinkat
    truncate ftruncate fallocate fadvise64 readahead fsync fdatasync umask
    dup dup2 dup3 pipe pipe2 sendfile copy_file_range
    getxattr fgetxattr lgetxattr listxattr flistxattr llistxattr
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    eventfd eventfd2
"""
_MEMORY_OF_ITS_OWN = "brk mmap munmap mremap mprotect madvise mincore msync membarrier"
_THREADS = """
    futex futex_waitv set_robust_list get_robust_list rseq set_tid_address gettid getcpu
    sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min arch_prctl set_thread_area get_thread_area
"""
_SIGNALS = """
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack restart_syscall
    kill tkill tgkill pause alarm setitimer getitimer
    timer_create timer_settime timer_gettime timer_getoverrun timer_delete timerfd_create timerfd_settime
"""
_TIME = "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times"
_ITSELF = """
    getpid getppid getpgid getpgrp getsid setsid setpgid getuid geteuid getgid getegid getresuid getresgid getgroups
    getrlimit setrlimit prlimit64 getrusage getpriority sysinfo uname getrandom
    execve exit exit_group wait4 waitid
"""

ALLOWED = frozenset("".join((_FILES, _MEMORY_OF_ITS_OWN, _THREADS, _SIGNALS, _TIME, _ITSELF)).split())

# Of these only some orders: (the number of the argument, the orders).
_ORDERS = {
    # duplicate, close on exec, flags, size of a pipe; no leases, locks or messages about files of others
    "fcntl": (1, (0, 1, 2, 3, 4, 1030, 1032)),
    # whether this is a terminal, its size, how much can be read, close on exec, do not wait
    "ioctl": (1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),
    # the name of a thread
    "prctl": (0, (15, 16)),
}

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
# Two sandboxes share the files of the system: by locks and watches one could signal to the other.
_SHARED = "flock inotify_init inotify_init1 inotify_add_watch inotify_rm_watch"
_NETWORK = """
    socket socketpair connect bind listen accept accept4 sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg
    shutdown getsockname getpeername setsockopt getsockopt socketcall
"""
# The devices are the machine's own, and cannot be mounted read-only: where root grades, a learner could
# take /dev/null from everybody by its mode.
_MODES = """
    chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat
    setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
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

REFUSED = frozenset(
    " ".join((_PROCESSES, _OTHERS, _SYSTEM, _SHARED, _MODES, _NETWORK, _MEMORY, _IDENTITY)).split(),
)


@functools.cache
def program():
    """The filter as the bytes of a BPF program, for ``bwrap --seccomp``.

    Raises
    ------
    ImportError
        If pyseccomp or libseccomp is not installed.
    """
    import pyseccomp  # noqa: PLC0415  Linux only; whoever grades without a sandbox does not need it

    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for action, names in ((pyseccomp.ALLOW, ALLOWED), (refuse, REFUSED)):
        for name in sorted(names):
            try:
                rules.add_rule(action, name)
            except OSError:  # this libseccomp or this processor has no such call, but the next one may
                continue
    for name, (argument, orders) in _ORDERS.items():
        for order in orders:
            rules.add_rule(
                pyseccomp.ALLOW, name, pyseccomp.Arg(argument, pyseccomp.MASKED_EQ, 0xFFFF_FFFF, order)
            )
    for action, flag in ((pyseccomp.ALLOW, _CLONE_THREAD), (refuse, 0)):
        rules.add_rule(action, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _CLONE_THREAD, flag))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
