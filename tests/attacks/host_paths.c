/* attack: looks for the host through paths: above the root, through links, /proc, /dev, descriptors that were not given
   links: one that points outside the root, one that climbs out of it, one to a directory outside */
#include "attack.h"
#include <sys/stat.h>

static int opens(const char *path)
{
    int fd = open(path, O_RDONLY);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

int main(void)
{
    struct stat root, above;
    MUST(stat("/", &root) == 0 && stat("/..", &above) == 0 && root.st_ino == above.st_ino);
    static const char *const outside[] = {
        "/etc/hostname", "/../etc/hostname", "/../../../../../../etc/hostname", "/./../.././etc/hostname", "/dev/../../../etc/hostname", "absolute_link", "/climbing_link",
        "/absolute_link", "/directory_link/hostname", "/proc/1/root/etc/hostname", "/proc/self/root/../etc/hostname", "/proc/self/cwd/../../../etc/hostname",
        "/dev/mem", "/dev/kmem", "/dev/port", "/proc/kcore", "/proc/self/mem", "/proc/1/mem", "/dev/sda", "/dev/kvm", "/dev/sgx_enclave",
    };
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++)
        if (opens(outside[i]))
            escaped("opened", outside[i], 0);
    /* Descriptors of the host process are not ours. */
    char path[64];
    for (int fd = 3; fd < 300; fd++) {
        if (fcntl(fd, F_GETFD) != -1)
            escaped("an open descriptor", "number", fd);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (opens(path))
            escaped("opened", path, fd);
        snprintf(path, sizeof path, "/dev/fd/%d", fd);
        if (opens(path))
            escaped("opened", path, fd);
    }
    chdir("/");
    for (int i = 0; i < 50; i++)
        chdir("..");
    MUST(!opens("etc/hostname"));
    int top = open("/", O_RDONLY | O_DIRECTORY);
    MUST(openat(top, "../etc/hostname", O_RDONLY) < 0);
    MUST(openat(top, "../../../../etc/hostname", O_RDONLY) < 0);
    mkdir("jail", 0700);
    if (chroot("jail") == 0) {
        fchdir(top);
        for (int i = 0; i < 50; i++)
            chdir("..");
        MUST(!opens("etc/hostname"));
    }
    return verdict();
}
