/* What goes wrong with names: mkdir, open, symlink, rmdir, unlink, rename, link, readlink, with dots, slashes and loops. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <sys/stat.h>

static char buffer[8192];

static void make(const char *name, const char *content)
{
    int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    if (write(fd, content, strlen(content)) < 0)
        perror(name);
    close(fd);
}

static void show(const char *name)
{
    struct stat status;
    if (lstat(name, &status) < 0)
        printf("%s: %s\n", name, strerror(errno));
    else
        printf("%s: mode %o, %ld links, owner %d, size %ld\n", name, status.st_mode, (long)status.st_nlink,
               status.st_uid, S_ISDIR(status.st_mode) ? 0L : (long)status.st_size);
}

static void making(void)
{
    TRY(mkdir("d", 0777));
    TRY(mkdir("d", 0777));
    TRY(mkdir("d/e/f", 0777));
    TRY(mkdir("d/e/", 0777));
    TRY(mkdir("", 0777));
    make("f", "hello");
    TRY(mkdir("f/", 0777));
    TRY(mkdir("f/x", 0777));
    TRY(symlink("f", "l"));
    TRY(symlink("", "empty"));
    TRY(symlink("loop", "loop"));
    TRY(symlink("d", "ld"));
    TRY(mkdir("ld/", 0777));
    TRY(mknod("directory", S_IFDIR | 0600, 0));
    show("d");
    show("l");
    show("ld/");
}

static void opening(void)
{
    FAILS(open("f/", O_RDONLY));
    FAILS(open("f/x", O_RDONLY));
    FAILS(open("g/", O_CREAT | O_WRONLY, 0644));
    FAILS(open("f/", O_CREAT | O_WRONLY, 0644));
    FAILS(open("d", O_WRONLY));
    FAILS(open("d", O_RDONLY | O_CREAT, 0644));
    FAILS(open("d", O_RDONLY | O_TRUNC));
    FAILS(open("f", O_RDONLY | O_DIRECTORY));
    FAILS(open("f", O_CREAT | O_EXCL | O_RDWR, 0644));
    FAILS(open("none", O_RDONLY | O_EXCL));
    FAILS(open("l", O_NOFOLLOW));
    FAILS(open("loop", O_RDONLY));
    FAILS(open("l", O_PATH | O_NOFOLLOW));
}

static void removing(void)
{
    TRY(rmdir("ld"));
    TRY(rmdir("ld/"));
    TRY(unlink("ld/"));
    TRY(unlink("d"));
    TRY(unlink("d/"));
    TRY(unlink("f/"));
    TRY(rmdir("f"));
    TRY(rmdir("d"));
    TRY(rmdir("d/e/."));
    TRY(rmdir("d/e/.."));
    TRY(rmdir("."));
    TRY(rmdir("/"));
    TRY(unlink("none/"));
    TRY(unlink("."));
}

static void renaming(void)
{
    TRY(rename("f", "d"));
    TRY(rename("d", "f"));
    TRY(rename("d", "d/e/x"));
    TRY(rename("d/e", "d"));
    TRY(rename("none", "y"));
    TRY(rename("f", "f2/"));
    TRY(rename("ld/", "x"));
    TRY(rename("d/e", "d/e2/"));
    TRY(rename("d/e2", "."));
    TRY(rename(".", "z"));
    TRY(rename("d/e2/..", "z"));
    TRY(rename("f", "f"));
    TRY(rename("l", "l3"));
    show("l");
    TRY(link("f", "hard"));
    TRY(link("d", "hard2"));
    TRY(link("l3", "l4"));
    TRY(rename("f", "hard"));
    show("f");
    show("l4");
    TRY(linkat(AT_FDCWD, "l3", AT_FDCWD, "hard3", AT_SYMLINK_FOLLOW));
    show("hard3");
}

static void telling(void)
{
    TRY(readlink("l3", buffer, 2));
    TRY(readlink("f", buffer, 10));
    TRY(readlink("none", buffer, 10));
    TRY(chdir("f"));
    TRY(access("f", X_OK));
    TRY(access("f", 8));
    TRY(chmod("f", 06755));
    show("f");
    TRY(chown("f", 5, 6));
    show("f");
    TRY(truncate("d", 0));
    TRY(truncate("none", 0));
    memset(buffer, 'n', 300);
    buffer[256] = 0;
    TRY(mkdir(buffer, 0755));
    buffer[255] = 0;
    FAILS(mkdir(buffer, 0755));
    for (int i = 0; i < 4096; i += 2)
        memcpy(buffer + i, "./", 2);
    struct stat status;
    buffer[4096] = 0;
    FAILS(stat(buffer, &status));
    buffer[4095] = 0;
    FAILS(stat(buffer, &status));
}

static void removed_directory(void)
{
    TRY(mkdir("gone", 0755));
    TRY(chdir("gone"));
    TRY(rmdir("../gone"));
    HOLDS(getcwd(buffer, sizeof buffer) == NULL && errno == ENOENT);
    FAILS(open("x", O_CREAT | O_WRONLY, 0644));
    FAILS(mkdir("x", 0755));
    FAILS(open(".", O_RDONLY));
    TRY(chdir(".."));
}

int main(void)
{
    umask(022);
    making();
    opening();
    removing();
    renaming();
    telling();
    removed_directory();
    return 0;
}
