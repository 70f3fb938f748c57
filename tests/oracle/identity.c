/* Who and where: uname, ids, limits, sysconf, scheduling, names: only what must agree with any Linux. */
#define _GNU_SOURCE
#include "report.h"
#include <grp.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/syscall.h>

int main(void)
{
    struct utsname name;
    TRY(uname(&name));
    printf("%s %s\n", name.sysname, name.machine);
    HOLDS(strlen(name.release) > 2 && strlen(name.version) > 0 && strlen(name.nodename) > 0);
    HOLDS(name.release[0] >= '4' && name.release[0] <= '9');
    char host[65];
    TRY(gethostname(host, sizeof host));
    HOLDS(strcmp(host, name.nodename) == 0);
    HOLDS(getpid() > 0 && getppid() >= 0 && getpid() != getppid());
    HOLDS(syscall(SYS_gettid) == getpid());
    HOLDS(getuid() == geteuid() && getgid() == getegid());
    uid_t r, e, s;
    TRY(getresuid(&r, &e, &s));
    HOLDS(r == getuid() && e == r && s == r);
    HOLDS(getgroups(0, NULL) >= 0);
    struct rlimit limit;
    TRY(getrlimit(RLIMIT_STACK, &limit));
    HOLDS(limit.rlim_cur >= 1 << 20);
    TRY(getrlimit(RLIMIT_CORE, &limit));
    TRY(getrlimit(99, &limit));
    limit = (struct rlimit){20, 30};
    TRY(setrlimit(RLIMIT_NOFILE, &limit));
    limit = (struct rlimit){0, 0};
    TRY(getrlimit(RLIMIT_NOFILE, &limit));
    printf("%ld %ld\n", (long)limit.rlim_cur, (long)limit.rlim_max);
    limit = (struct rlimit){40, 30};
    TRY(setrlimit(RLIMIT_NOFILE, &limit));
    TRY(prlimit(0, RLIMIT_NOFILE, NULL, &limit));
    printf("%ld\n", (long)limit.rlim_cur);
    fflush(stdout);
    if (fork() == 0) {
        getrlimit(RLIMIT_NOFILE, &limit);
        printf("child %ld\n", (long)limit.rlim_cur);
        exit(0);
    }
    wait(NULL);
    HOLDS(sysconf(_SC_PAGESIZE) == 4096);
    HOLDS(sysconf(_SC_NPROCESSORS_ONLN) >= 1);
    HOLDS(sysconf(_SC_CLK_TCK) == 100);
    HOLDS(sysconf(_SC_OPEN_MAX) == 20);
    TRY(sched_yield());
    TRY(syscall(9999));
    TRY(syscall(SYS_getpid + 100000));
    HOLDS(umask(022) <= 0777);
    return 0;
}
