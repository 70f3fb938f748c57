/* stdio: buffering modes, seeking, ungetc, update streams, temporary files, memory streams, freopen, errors. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <wchar.h>

int main(void)
{
    FILE *f = fopen("file", "w+");
    for (int i = 0; i < 1000; i++)
        fprintf(f, "line %d\n", i);
    printf("%ld\n", ftell(f));
    rewind(f);
    char line[64];
    for (int i = 0; i < 500; i++)
        fgets(line, sizeof line, f);
    printf("%s", line);
    fseek(f, -9, SEEK_END);
    fgets(line, sizeof line, f);
    printf("%s%d\n", line, feof(f));
    HOLDS(fgetc(f) == EOF && feof(f));
    fseek(f, 5, SEEK_SET);
    fputs("ZERO", f);
    fseek(f, 0, SEEK_SET);
    fgets(line, sizeof line, f);
    printf("%s", line);
    ungetc('u', f);
    printf("%c%c\n", fgetc(f), fgetc(f));
    fclose(f);
    f = fopen("file", "a+");
    fputs("appended\n", f);
    fseek(f, 0, SEEK_SET);
    fgets(line, sizeof line, f);
    printf("%s", line);
    fclose(f);
    HOLDS(fopen("missing", "r") == NULL && errno == ENOENT);
    HOLDS(fopen("file", "q") == NULL && errno == EINVAL);
    HOLDS(fopen("file", "wx") == NULL && errno == EEXIST);
    char *text = NULL;
    size_t size = 0;
    f = open_memstream(&text, &size);
    fprintf(f, "%d %s", 42, "memory");
    fclose(f);
    printf("%s %zu\n", text, size);
    f = fmemopen(text, size, "r");
    int n;
    fscanf(f, "%d %63s", &n, line);
    printf("%d %s\n", n, line);
    fclose(f);
    f = tmpfile();
    HOLDS(f != NULL);
    if (f) {
        fputs("temporary", f);
        rewind(f);
        HOLDS(fgets(line, sizeof line, f) != NULL);
        fclose(f);
    }
    char name[] = "tempXXXXXX";
    int fd = mkstemp(name);
    HOLDS(fd >= 0 && strncmp(name, "temp", 4) == 0 && strcmp(name, "tempXXXXXX"));
    f = fdopen(fd, "w");
    setvbuf(f, NULL, _IOFBF, 16);
    fputs("longer than sixteen bytes", f);
    printf("%ld\n", (long)lseek(fd, 0, SEEK_CUR) > 0);
    fclose(f);
    f = fopen("file", "r");
    size_t length = 0;
    char *big = NULL;
    int lines = 0;
    while (getline(&big, &length, f) > 0)
        lines++;
    printf("%d %s", lines, big);
    fclose(f);
    f = fopen("/dev/null", "w");
    for (int i = 0; i < 10000; i++)
        putc('x', f);
    printf("%d\n", fclose(f));
    FILE *full = fopen("file", "r");
    TRY(fputc('x', full));
    printf("%d\n", !!ferror(full));
    freopen("other", "w", full);
    fprintf(full, "other");
    fclose(full);
    f = fopen("other", "r");
    printf("%zu\n", fread(line, 1, 64, f));
    fclose(f);
    fflush(stdout);
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("unbuffered ");
    write(1, "ordered ", 8);
    printf("output\n");
    int c, total = 0;
    while ((c = getchar()) != EOF)
        total += c;
    printf("%d %d\n", total, feof(stdin) != 0);
    perror("perror");
    return 0;
}
/* stdin: some input\nof two lines */
