/* Preemption: a timer signal to the running thread. In a guest's verified text it stops the guest; everywhere else it
   only asks for a stop at the gate's exit. The timer runs fast while contexts compete, slowly while one runs alone (the
   host's own signals and threads are served then), and stops itself when no guest runs. */

#define _GNU_SOURCE
#include "trap.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { LONELY_FACTOR = 4, RET = 0xc3 };
#define NS_A_SECOND 1000000000LL

static struct {
    bool is_made, is_armed;
    timer_t timer;
    unsigned interval_ms;
    volatile pthread_t running_thread;
} tick;

int cl_tick_signal(void) {
    return SIGRTMIN + 4;
}

static void arm(unsigned milliseconds) {
    struct timespec interval = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    struct itimerspec setting = {interval, interval};
    timer_settime(tick.timer, 0, &setting, NULL);
    tick.is_armed = milliseconds != 0;
    tick.interval_ms = milliseconds;
}

static unsigned wanted_interval(void) {
    bool is_lonely = !cl_core.run_queue.count && !cl_core.deadline_ns;
    return is_lonely ? cl_core.tick_ms * LONELY_FACTOR : cl_core.tick_ms;
}

bool cl_is_past_deadline(void) {
    struct timespec now;
    if (!cl_core.deadline_ns || clock_gettime(CLOCK_MONOTONIC, &now)) return false;
    return now.tv_sec * NS_A_SECOND + now.tv_nsec >= cl_core.deadline_ns;
}

static bool is_at_entry(uint64_t offset, uint64_t entry) {
    return offset >= entry && offset < entry + CLOISTER_GATE_ENTRY_SIZE;
}

/* The entries that never leave the gate page, so that a guest cannot hide there. THREAD_POINTER has host address bits
   in R11 until its `ret`: it begins anew, which any state of it allows. */
static bool is_in_quiet_entry(const struct cl_context *context, ucontext_t *ucontext) {
    greg_t *gregs = ucontext->uc_mcontext.gregs;
    uint64_t offset = (uint64_t)gregs[REG_RIP] - (uint64_t)context->base;
    if (is_at_entry(offset, CLOISTER_GATE_RDTSC) || is_at_entry(offset, CLOISTER_GATE_RDTSCP)) return true;
    if (!cl_cpu.has_bmi2 || !is_at_entry(offset, CLOISTER_GATE_THREAD_POINTER)) return false;
    if (*(const uint8_t *)gregs[REG_RIP] == RET) return true;
    gregs[REG_RIP] = (greg_t)(context->base + CLOISTER_GATE_THREAD_POINTER);
    gregs[REG_R11] = 0;
    return true;
}

static bool is_in_text(const struct cl_context *context, const ucontext_t *ucontext) {
    const struct cl_image *image = context->slot->image;
    uint64_t offset = (uint64_t)ucontext->uc_mcontext.gregs[REG_RIP] - (uint64_t)context->base;
    return offset >= image->text_start && offset < image->text_end;
}

static void on_tick(int number, siginfo_t *info, void *frame) {
    (void)number;
    (void)info;
    int error = errno;
    ucontext_t *ucontext = frame;
    unsigned interval_ms = cl_cpu.is_running ? wanted_interval() : 0;
    if (interval_ms != tick.interval_ms) arm(interval_ms);
    if (cl_cpu.is_running) {
        __atomic_or_fetch(&cl_cpu.pending, CL_RESCHEDULE, __ATOMIC_RELAXED);
        struct cl_context *guest = cl_interrupted_guest(ucontext);
        if (guest && (is_in_text(guest, ucontext) || is_in_quiet_entry(guest, ucontext)))
            cl_land(guest, ucontext, cl_tick_landing);
    }
    errno = error;
}

struct cl_context *cl_on_tick(struct cl_context *context) {
    return cl_continue(context);
}

static int make_timer(void) {
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigfillset(&action.sa_mask);
    static const int synchronous[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
    for (int i = 0; i < 5; i++) sigdelset(&action.sa_mask, synchronous[i]);
    if (sigaction(cl_tick_signal(), &action, NULL)) return -errno;
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = cl_tick_signal();
    event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
    if (timer_create(CLOCK_MONOTONIC, &event, &tick.timer)) return -errno;
    tick.is_made = true;
    return 0;
}

/* The timer belongs to one thread; another thread that runs guests gets its own. */
int cl_tick_start(void) {
    if (tick.is_made && !pthread_equal(tick.running_thread, pthread_self())) cl_tick_stop();
    tick.running_thread = pthread_self();
    int error = tick.is_made ? 0 : make_timer();
    /* Not anew while it runs fast: short runs in a row would never see a tick. */
    if (!error && (!tick.is_armed || tick.interval_ms > wanted_interval())) arm(cl_core.tick_ms);
    return error;
}

void cl_tick_stop(void) {
    if (!tick.is_made) return;
    timer_delete(tick.timer);
    tick.is_made = tick.is_armed = false;
    tick.interval_ms = 0;
}

void cl_interrupt(void) {
    __atomic_or_fetch(&cl_cpu.pending, CL_STOP, __ATOMIC_SEQ_CST);
    if (cl_cpu.is_running) pthread_kill(tick.running_thread, cl_tick_signal());
}
