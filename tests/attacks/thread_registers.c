/* attack: asks for segment bases, thread areas, other processes' memory, raw clone with odd flags and stacks */
#include "attack.h"
#include <sched.h>
#include <sys/uio.h>

static volatile int shared = 1;

static int body(void *p)
{
    (void)p;
    shared = 2;
    return 3;
}

int main(void)
{
    uint64_t base = 0, own = 0;
    /* SET_FS may be refused or set a slot offset; GET_GS must not tell where the slot lies. */
    ENDS(syscall(SYS_arch_prctl, 0x1002, 0x7fff00000000));
    ENDS(syscall(SYS_arch_prctl, 0x1002, ~0ull); errno = 5);
    ENDS(syscall(SYS_arch_prctl, 0x1001, GATE_PAGE); *(volatile int *)&shared = 5);
    if (syscall(SYS_arch_prctl, 0x1004, &base) == 0 && base >> 32)
        escaped("ARCH_GET_GS", "gave a host address", (long)(base >> 32));
    if (syscall(SYS_arch_prctl, 0x1003, &own) == 0 && own >> 32)
        escaped("ARCH_GET_FS", "gave a host address", (long)(own >> 32));
    shared = 1;

    FAILS(syscall(SYS_ptrace, 0x10, getppid(), 0, 0));
    struct iovec local = {&base, 8}, remote = {(void *)DOMAIN_PAGE, 8};
    FAILS(syscall(SYS_process_vm_readv, getppid(), &local, 1, &remote, 1, 0));
    FAILS(syscall(SYS_process_vm_writev, getppid(), &local, 1, &remote, 1, 0));
    FAILS(syscall(SYS_perf_event_open, &base, 0, -1, -1, 0));
    FAILS(syscall(SYS_userfaultfd, 0));
    FAILS(syscall(SYS_bpf, 0, &base, 8));
    FAILS(syscall(SYS_init_module, &base, 8, ""));
    FAILS(syscall(SYS_iopl, 3));
    FAILS(syscall(SYS_ioperm, 0, 100, 1));
    FAILS(syscall(SYS_modify_ldt, 1, &base, 16));
    FAILS(syscall(SYS_io_uring_setup, 8, &base));

    static char stack[65536];
    static const unsigned long flags[] = {
        CLONE_VM, CLONE_VM | CLONE_FILES, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, CLONE_NEWUSER, CLONE_NEWPID | CLONE_NEWNS, CLONE_PARENT, CLONE_PTRACE,
        CLONE_SETTLS, CLONE_PARENT_SETTID, CLONE_CHILD_SETTID, CLONE_VM | CLONE_VFORK, ~0ul,
    };
    for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
        ENDS(clone(body, stack + sizeof stack, (int)flags[i] | SIGCHLD, NULL, (void *)8, (void *)16, (void *)24));
        ENDS(if (syscall(SYS_clone, flags[i] | SIGCHLD, GATE_PAGE, 8, 16, 24) == 0) _exit(0));
        ENDS(if (syscall(SYS_clone, flags[i] | SIGCHLD, ~0ull, TOP_GUARD, TOP_GUARD, TOP_GUARD) == 0) _exit(0));
    }
    ENDS(syscall(SYS_set_tid_address, GATE_PAGE); _exit(0));
    ENDS(syscall(SYS_set_robust_list, GATE_PAGE, 24); _exit(0));
    ENDS(syscall(334 /* rseq */, GATE_PAGE, 32, 0, 0));
    MUST(shared == 1);
    return verdict();
}
