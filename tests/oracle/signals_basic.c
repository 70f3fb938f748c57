/* Handlers, raise, kill, masks, pending, ignore, default actions, SA_RESETHAND, SA_NODEFER, nested delivery. */
#include "report.h"

static volatile sig_atomic_t log_at;
static volatile int log_entries[64];

static void note(int n) { log_entries[log_at++] = n; }
static void on_signal(int n) { note(n); }
static void on_nested(int n)
{
    note(n);
    if (n == SIGUSR1)
        raise(SIGUSR2);
    note(-n);
}

static void print_log(const char *what)
{
    printf("%s:", what);
    for (int i = 0; i < log_at; i++)
        printf(" %d", log_entries[i]);
    printf("\n");
    log_at = 0;
}

static void set(int signal_number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, NULL);
}

static void die_by_term(void) { raise(SIGTERM); }
static void die_by_abort(void) { abort(); }
static void ignore_int(void) { signal(SIGINT, SIG_IGN); raise(SIGINT); }
static void die_by_kill(void) { kill(getpid(), SIGKILL); }
static void default_chld(void) { raise(SIGCHLD); raise(SIGURG); raise(SIGWINCH); raise(SIGCONT); }
static void reset_hand(void) { set(SIGUSR1, on_signal, SA_RESETHAND); raise(SIGUSR1); raise(SIGUSR1); }
static void die_by_realtime(void) { raise(SIGRTMIN + 3); }
static void abort_with_handler(void) { signal(SIGABRT, on_signal); abort(); }
static void die_blocked(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    raise(SIGTERM);
    printf("blocked\n");
    fflush(stdout);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    printf("not reached\n");
}

int main(void)
{
    sigset_t mask, pending;
    signal(SIGUSR1, on_signal);
    signal(SIGUSR2, on_signal);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR2);
    print_log("plain");

    set(SIGUSR1, on_nested, 0);
    set(SIGUSR2, on_nested, 0);
    raise(SIGUSR1);
    print_log("nested");

    struct sigaction action = {.sa_handler = on_nested};
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    print_log("masked in handler");

    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigaddset(&mask, SIGUSR2);
    signal(SIGUSR1, on_signal);
    signal(SIGUSR2, on_signal);
    TRY(sigprocmask(SIG_BLOCK, &mask, NULL));
    raise(SIGUSR1);
    raise(SIGUSR1);
    raise(SIGUSR2);
    print_log("blocked");
    sigpending(&pending);
    printf("pending %d %d %d\n", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2), sigismember(&pending, SIGINT));
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    print_log("unblocked");

    struct sigaction old;
    sigaction(SIGUSR1, NULL, &old);
    HOLDS(old.sa_handler == on_signal);
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    print_log("ignored");
    HOLDS(signal(SIGUSR1, SIG_DFL) == SIG_IGN);

    TRY(sigaction(SIGKILL, &action, NULL));
    TRY(sigaction(SIGSTOP, &action, NULL));
    TRY(sigaction(0, &action, NULL));
    TRY(sigaction(65, &action, NULL));
    TRY(kill(getpid(), 0));
    TRY(kill(getpid(), 65));
    TRY(kill(999999, SIGTERM));
    TRY(sigprocmask(77, &mask, NULL));
    in_child("term", die_by_term);
    in_child("abort", die_by_abort);
    in_child("ignore", ignore_int);
    in_child("kill", die_by_kill);
    in_child("default ignored", default_chld);
    in_child("resethand", reset_hand);
    in_child("realtime", die_by_realtime);
    in_child("abort with handler", abort_with_handler);
    in_child("blocked", die_blocked);
    return 0;
}
