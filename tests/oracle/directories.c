/* readdir, rewinddir, seekdir, scandir, nftw, changes while reading, getcwd, chdir, fchdir, realpath. */
#define _GNU_SOURCE
#include "report.h"
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>

static char start[PATH_MAX];

static void list(const char *name)
{
    struct dirent **entries;
    int n = scandir(name, &entries, NULL, alphasort);
    printf("%s %d:", name, n);
    for (int i = 0; i < n; i++)
        printf(" %s/%d", entries[i]->d_name, entries[i]->d_type);
    printf("\n");
}

static void where(void)
{
    char cwd[PATH_MAX] = "";
    if (getcwd(cwd, sizeof cwd) == NULL)
        printf("getcwd: %s\n", strerror(errno));
    else
        printf("cwd %s\n", strncmp(cwd, start, strlen(start)) ? cwd : cwd + strlen(start));
}

static int visited;
static int visit(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)path;
    visited += kind == FTW_F ? 1 : kind == FTW_DP ? 100 : kind == FTW_SL ? 10000 : 1000000;
    return ftw->level > 5 || st->st_size < 0;
}

int main(void)
{
    char name[32];
    mkdir("top", 0755);
    chdir("top");
    getcwd(start, sizeof start);
    for (int i = 0; i < 150; i++) {
        sprintf(name, "file%03d", i);
        close(open(name, O_CREAT | O_WRONLY, 0600));
    }
    mkdir("dir", 0755);
    mkdir("dir/sub", 0755);
    symlink("file001", "link");
    symlink("dir", "dirlink");
    mkfifo("fifo", 0600);
    DIR *d = opendir(".");
    struct dirent *e;
    int count = 0, inodes = 1;
    while ((e = readdir(d))) {
        struct stat st;
        count++;
        lstat(e->d_name, &st);
        if (strcmp(e->d_name, ".."))
            inodes &= st.st_ino == e->d_ino;
    }
    printf("count %d inodes %d\n", count, inodes);
    rewinddir(d);
    for (count = 0; (e = readdir(d)); count++)
        if (!strncmp(e->d_name, "file", 4))
            unlink(e->d_name);
    HOLDS(count >= 5);
    closedir(d);
    list(".");
    list("dir");
    HOLDS(opendir("missing") == NULL && errno == ENOENT);
    HOLDS(opendir("link") == NULL);
    close(open("dir/sub/deep", O_CREAT | O_WRONLY, 0600));
    nftw("dir", visit, 10, FTW_DEPTH | FTW_PHYS);
    printf("visited %d\n", visited);

    where();
    TRY(chdir("dir/sub"));
    where();
    TRY(chdir(".."));
    where();
    int fd = open(".", O_RDONLY);
    TRY(chdir("../dirlink/sub"));
    where();
    TRY(fchdir(fd));
    where();
    TRY(chdir("sub/deep"));
    TRY(chdir("missing"));
    TRY(chdir(""));
    TRY(fchdir(99));
    char *real = realpath("../dirlink/./sub/../sub/deep", NULL);
    printf("%s\n", real ? real + strlen(start) : strerror(errno));
    HOLDS(realpath("missing/x", NULL) == NULL && errno == ENOENT);
    HOLDS(getcwd((char[3]){0}, 3) == NULL && errno == ERANGE);
    TRY(chdir("/"));
    TRY(chdir(".."));
    where();
    chdir(start);
    mkdir("gone", 0755);
    chdir("gone");
    TRY(rmdir("../gone"));
    where();
    TRY(open("x", O_CREAT | O_WRONLY, 0600));
    TRY(chdir(".."));
    return 0;
}
