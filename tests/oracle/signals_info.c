/* SA_SIGINFO: who sent it, fault addresses, sigqueue values, alternate stacks, contexts. */
#include "report.h"
#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>

static volatile int seen_code, seen_signal, seen_value, on_alternate;
static void *volatile seen_address;
static volatile pid_t seen_pid;
static sigjmp_buf back;
static char alternate[32768];

static void inform(int n, siginfo_t *info, void *context)
{
    char local;
    seen_signal = n;
    seen_code = info->si_code;
    seen_pid = info->si_pid;
    seen_value = info->si_value.sival_int;
    on_alternate = &local >= alternate && &local < alternate + sizeof alternate;
    if (context == NULL)
        seen_signal = -1;
}

static void inform_fault(int n, siginfo_t *info, void *context)
{
    char local;
    (void)context;
    seen_signal = n;
    seen_code = info->si_code;
    seen_address = info->si_addr;
    on_alternate = &local >= alternate && &local < alternate + sizeof alternate;
    siglongjmp(back, 1);
}

static void arm(int n, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};
    sigemptyset(&action.sa_mask);
    sigaction(n, &action, NULL);
}

static int overflow(volatile int *p) { volatile char block[4096]; block[0] = (char)*p; return overflow(p) + block[0]; }

int main(void)
{
    arm(SIGUSR1, inform, 0);
    arm(SIGRTMIN, inform, SA_ONSTACK);
    kill(getpid(), SIGUSR1);
    printf("%d %d %d\n", seen_signal, seen_code == SI_USER, seen_pid == getpid());
    raise(SIGUSR1);
    printf("%d %d %d\n", seen_signal, seen_code == SI_TKILL, seen_pid == getpid());
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate}, old;
    TRY(sigaltstack(&stack, &old));
    printf("%d\n", old.ss_flags == SS_DISABLE);
    union sigval value = {.sival_int = 1234};
    TRY(sigqueue(getpid(), SIGRTMIN, value));
    printf("%d %d %d %d\n", seen_signal == SIGRTMIN, seen_code == SI_QUEUE, seen_value, on_alternate);

    arm(SIGSEGV, inform_fault, 0);
    arm(SIGFPE, inform_fault, SA_ONSTACK);
    arm(SIGILL, inform_fault, 0);
    arm(SIGTRAP, inform_fault, 0);
    volatile int zero = 0, *null = NULL;
    if (sigsetjmp(back, 1) == 0)
        *null = 1;
    printf("%d %d %p\n", seen_signal, seen_code == SEGV_MAPERR, seen_address);
    if (sigsetjmp(back, 1) == 0)
        printf("%d\n", 1 / zero);
    printf("%d %d %d\n", seen_signal, seen_code == FPE_INTDIV, on_alternate);
    char *page = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (sigsetjmp(back, 1) == 0)
        page[4097] = 1;
    printf("%d %d %d\n", seen_signal, seen_code == SEGV_ACCERR, (char *)seen_address == page + 4097);
    if (sigsetjmp(back, 1) == 0)
        __asm__ volatile("ud2");
    printf("%d\n", seen_signal);
    TRY(sigaltstack(NULL, &old));
    printf("%d %zu\n", old.ss_flags == 0 && old.ss_sp == alternate, old.ss_size);
    /* Overflow of the data stack is caught on the alternate stack. */
    arm(SIGSEGV, inform_fault, SA_ONSTACK);
    if (sigsetjmp(back, 1) == 0)
        overflow(&zero);
    printf("%d %d\n", seen_signal, on_alternate);
    stack.ss_flags = SS_DISABLE;
    TRY(sigaltstack(&stack, NULL));
    stack.ss_flags = 0;
    stack.ss_size = 100;
    TRY(sigaltstack(&stack, NULL));
    return 0;
}
