/* rename, link, symlink, readlink, unlink, mkdir, rmdir, the *at calls, loops, dots, long names. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void put(const char *name, const char *text)
{
    int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    if (fd < 0) {
        printf("put %s: %s\n", name, strerror(errno));
        return;
    }
    write(fd, text, strlen(text));
    close(fd);
}

static void get(const char *name)
{
    char text[64] = "";
    int fd = open(name, O_RDONLY);
    if (fd < 0) {
        printf("%s: %s\n", name, strerror(errno));
        return;
    }
    read(fd, text, 63);
    close(fd);
    printf("%s: [%s]\n", name, text);
}

int main(void)
{
    char target[PATH_MAX] = "";
    struct stat st;
    put("a", "text a");
    put("b", "text b");
    TRY(rename("a", "c"));
    get("a");
    get("c");
    TRY(rename("b", "c"));
    get("c");
    TRY(rename("missing", "x"));
    TRY(rename("c", "nodir/x"));
    TRY(link("c", "hard"));
    TRY(stat("hard", &st));
    printf("links %ld\n", (long)st.st_nlink);
    put("hard", "through the link");
    get("c");
    TRY(link("c", "hard"));
    TRY(rename("c", "hard"));
    get("c");
    TRY(unlink("c"));
    get("hard");

    TRY(mkdir("d", 0755));
    TRY(mkdir("d", 0755));
    TRY(mkdir("d/e", 0755));
    TRY(mkdir("x/y", 0755));
    put("d/f", "in d");
    TRY(rmdir("d"));
    TRY(rmdir("d/f"));
    TRY(unlink("d/e"));
    TRY(rename("d", "d/e/inside"));
    TRY(rename("d", "hard"));
    TRY(rename("hard", "d"));
    TRY(rename("d", "moved"));
    get("moved/f");
    get("moved/../moved/./e/../f");
    get("moved//f");
    TRY(mkdir("empty", 0700));
    TRY(rename("moved/e", "empty"));
    TRY(rename("empty", "moved"));
    TRY(link("moved", "dirlink"));
    TRY(rmdir("empty/."));
    TRY(rmdir("empty/.."));
    TRY(rmdir("empty"));
    TRY(rmdir("empty"));
    TRY(rmdir("/"));

    TRY(symlink("hard", "soft"));
    get("soft");
    TRY(readlink("soft", target, sizeof target));
    printf("%s\n", target);
    TRY(readlink("soft", target, 2));
    TRY(readlink("hard", target, 10));
    TRY(readlink("missing", target, 10));
    TRY(symlink("x", "soft"));
    TRY(lstat("soft", &st));
    printf("link %d size %ld\n", S_ISLNK(st.st_mode), (long)st.st_size);
    TRY(stat("soft", &st));
    printf("regular %d\n", S_ISREG(st.st_mode));
    TRY(symlink("nowhere", "dangling"));
    get("dangling");
    TRY(open("dangling", O_CREAT | O_EXCL | O_WRONLY, 0600));
    put("dangling", "made through it");
    get("nowhere");
    TRY(open("soft", O_NOFOLLOW | O_RDONLY));
    TRY(symlink("loop2", "loop1"));
    TRY(symlink("loop1", "loop2"));
    get("loop1");
    TRY(symlink("moved", "dirsoft"));
    get("dirsoft/f");
    TRY(symlink("../hard", "moved/up"));
    get("dirsoft/up");
    TRY(rmdir("dirsoft"));
    TRY(unlink("dirsoft"));
    TRY(unlink("soft"));
    get("hard");
    TRY(unlink("moved"));
    TRY(symlink("", "emptylink"));

    int dir = open("moved", O_RDONLY | O_DIRECTORY);
    TRY(mkdirat(dir, "sub", 0711));
    int fd = openat(dir, "sub/file", O_CREAT | O_RDWR, 0644);
    HOLDS(fd >= 0);
    TRY(fstatat(dir, "sub/file", &st, 0));
    TRY(fstatat(fd, "x", &st, 0));
    TRY(fstatat(fd, "", &st, AT_EMPTY_PATH));
    TRY(renameat(dir, "sub/file", AT_FDCWD, "out"));
    TRY(linkat(AT_FDCWD, "out", dir, "in", 0));
    TRY(symlinkat("in", dir, "sym"));
    TRY(readlinkat(dir, "sym", target, 10));
    TRY(faccessat(dir, "in", R_OK, 0));
    TRY(unlinkat(dir, "sub", 0));
    TRY(unlinkat(dir, "sub", AT_REMOVEDIR));
    TRY(openat(99, "x", O_RDONLY));
    TRY(syscall(SYS_renameat2, AT_FDCWD, "out", AT_FDCWD, "hard", 1 /* RENAME_NOREPLACE */));
    TRY(access("out", F_OK));
    TRY(access("missing", F_OK));
    TRY(access("out", 99));

    char name[300];
    memset(name, 'n', 299);
    name[299] = 0;
    TRY(open(name, O_CREAT | O_WRONLY, 0600));
    name[255] = 0;
    TRY(close(open(name, O_CREAT | O_WRONLY, 0600)));
    TRY(unlink(name));
    char *longpath = malloc(5000);
    for (int i = 0; i < 5000; i++)
        longpath[i] = i % 2 ? '/' : '.';
    longpath[4999] = 0;
    TRY(stat(longpath, &st));
    longpath[4001] = 0;
    TRY(stat(longpath, &st));
    return 0;
}
