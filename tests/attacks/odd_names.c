/* attack: names of every byte, very deep directories, thousands of files, chains and knots of links */
#include "attack.h"
#include <dirent.h>
#include <sys/stat.h>

static void every_byte(void)
{
    char name[] = "x_y";
    int made = 0, seen = 0;
    mkdir("bytes", 0700);
    chdir("bytes");
    for (int c = 1; c < 256; c++) {
        if (c == '/')
            continue;
        name[1] = (char)c;
        int fd = open(name, O_CREAT | O_EXCL | O_WRONLY, 0600);
        made += fd >= 0;
        close(fd);
    }
    DIR *d = opendir(".");
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] == 'x')
            seen += access(e->d_name, F_OK) == 0;
    closedir(d);
    MUST(made == 254 && seen == 254);
    MUST(symlink("\xff\xfe\x01\n", "link") == 0);
    char target[16] = "";
    MUST(readlink("link", target, 16) == 4 && !memcmp(target, "\xff\xfe\x01\n", 4));
    chdir("..");
}

static void deep(void)
{
    int depth = 0, in_cwd = 0;
    char path[8192];
    while (depth < 3000 && mkdir("d", 0700) == 0 && chdir("d") == 0) {
        depth++;
        in_cwd += getcwd(path, sizeof path) != NULL;
    }
    MUST(depth == 3000);
    int fd = open("bottom", O_CREAT | O_RDWR, 0600);
    MUST(fd >= 0);
    close(fd);
    MUST(in_cwd < depth && getcwd(path, 100) == NULL && (errno == ERANGE || errno == ENAMETOOLONG));
    while (depth-- > 0)
        if (chdir("..") < 0)
            escaped("chdir ..", strerror(errno), depth);
    MUST(access("d/d/d/d", F_OK) == 0);
    memset(path, 0, sizeof path);
    for (int i = 0; i < 4000; i++)
        path[i] = i % 2 ? '/' : 'd';
    struct stat st;
    MUST(stat(path, &st) == 0);
}

static void links(void)
{
    char name[32], target[32];
    close(open("l0", O_CREAT | O_WRONLY, 0600));
    for (int i = 1; i <= 60; i++) {
        snprintf(name, sizeof name, "l%d", i);
        snprintf(target, sizeof target, "l%d", i - 1);
        symlink(target, name);
    }
    MUST(access("l10", F_OK) == 0 && access("l40", F_OK) == 0);
    REFUSED(ELOOP, access("l41", F_OK));
    REFUSED(ELOOP, access("l60", F_OK));
    symlink("knot/../knot/x", "knot");
    REFUSED(ELOOP, access("knot", F_OK));
    /* Doubling paths: each link names the one below twice. */
    mkdir("tree", 0700);
    chdir("tree");
    symlink(".", "t0");
    for (int i = 1; i < 30; i++) {
        char twice[64];
        snprintf(name, sizeof name, "t%d", i);
        snprintf(twice, sizeof twice, "t%d/t%d", i - 1, i - 1);
        symlink(twice, name);
    }
    REFUSED(ELOOP, access("t29", F_OK));
    chdir("..");
}

static void many(void)
{
    char name[32];
    int seen = 0;
    mkdir("many", 0700);
    chdir("many");
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "file%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0600));
    }
    DIR *d = opendir(".");
    for (struct dirent *e; (e = readdir(d));)
        seen += e->d_name[0] == 'f';
    closedir(d);
    MUST(seen == 3000);
    chdir("..");
}

int main(void)
{
    umask(0);
    every_byte();
    deep();
    links();
    many();
    return verdict();
}
