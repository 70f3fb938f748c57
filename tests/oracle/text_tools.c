/* regex, glob, fnmatch, getopt, wordexp-free parsing, locale and iconv of musl, qsort_r-free sorting, hash tables, search trees. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <fnmatch.h>
#include <getopt.h>
#include <glob.h>
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <regex.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

static void match(const char *pattern, const char *text, int flags)
{
    regex_t regex;
    regmatch_t m[4];
    char message[80];
    int r = regcomp(&regex, pattern, flags);
    if (r) {
        regerror(r, &regex, message, sizeof message);
        printf("%s: %s\n", pattern, message);
        return;
    }
    r = regexec(&regex, text, 4, m, 0);
    printf("%s on %s: %d", pattern, text, r);
    for (int i = 0; r == 0 && i < 4; i++)
        printf(" %d-%d", (int)m[i].rm_so, (int)m[i].rm_eo);
    printf("\n");
    regfree(&regex);
}

static void options(int argc, char **argv)
{
    static const struct option longs[] = {{"alpha", no_argument, 0, 'a'}, {"beta", required_argument, 0, 'b'}, {"gamma", optional_argument, 0, 1}, {0, 0, 0, 0}};
    int c;
    opterr = 0;
    optind = 1;
    while ((c = getopt_long(argc, argv, "ab:c::", longs, NULL)) != -1)
        printf("%d=%s ", c, optarg ? optarg : "-");
    for (; optind < argc; optind++)
        printf("[%s]", argv[optind]);
    printf("\n");
}

static void convert(const char *to, const char *from, const char *in, size_t size)
{
    char out[64] = "", *o = out, *i = (char *)in;
    size_t left = sizeof out;
    iconv_t cd = iconv_open(to, from);
    if (cd == (iconv_t)-1) {
        printf("no conversion\n");
        return;
    }
    long r = (long)iconv(cd, &i, &size, &o, &left);
    printf("%s to %s: %ld", from, to, r);
    for (char *p = out; p < o; p++)
        printf(" %02x", (unsigned char)*p);
    printf("\n");
    iconv_close(cd);
}

static int compare(const void *a, const void *b) { return strcmp(a, b); }
static void visit(const void *node, VISIT which, int depth)
{
    if (which == postorder || which == leaf)
        printf("%s@%d ", *(char *const *)node, depth);
}

int main(void)
{
    match("a(b*)c", "xxabbbcx", REG_EXTENDED);
    match("^([a-z]+)@([a-z.]+)$", "user@example.org", REG_EXTENDED);
    match("(a|ab)(c|bcd)", "abcd", REG_EXTENDED);
    match("[[:digit:]]\\{3\\}", "ab1234", 0);
    match("HELLO", "say hello", REG_ICASE);
    match("x{2,4}y?", "xxxxxz", REG_EXTENDED);
    match("(unclosed", "x", REG_EXTENDED);
    match("\\(a*\\)\\1b", "aaaab", 0);
    match("nothing", "here", 0);
    static const char *const names[] = {"one.c", "two.c", "three.h", ".hidden", "dir[x]"};
    for (unsigned i = 0; i < 5; i++)
        close(open(names[i], O_CREAT | O_WRONLY, 0600));
    static const char *const patterns[] = {"*.c", "*", "?????.h", "[a-o]*", "dir\\[*", "none*", "./*.[ch]"};
    for (unsigned i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        glob_t g;
        int r = glob(patterns[i], 0, NULL, &g);
        printf("%s: %d", patterns[i], r);
        for (size_t k = 0; r == 0 && k < g.gl_pathc; k++)
            printf(" %s", g.gl_pathv[k]);
        printf("\n");
        if (r == 0)
            globfree(&g);
    }
    printf("%d %d %d %d\n", fnmatch("a*b", "axxb", 0), fnmatch("*", ".x", FNM_PERIOD), fnmatch("a/*", "a/b/c", FNM_PATHNAME), fnmatch("[!a]", "b", 0));
    options(8, (char *[]){"p", "-a", "-bvalue", "file", "--beta=x", "-c", "--gamma=g", "rest", NULL});
    options(5, (char *[]){"p", "-z", "--unknown", "--", "-a", NULL});
    convert("UTF-16BE", "UTF-8", "h\xc3\xa9\xe2\x82\xac", 6);
    convert("UTF-8", "ISO-8859-1", "caf\xe9", 4);
    convert("ASCII", "UTF-8", "\xc3\xa9", 2);
    convert("UTF-8", "SHIFT_JIS", "\x93\xfa\x96\x7b", 4);
    convert("NONSENSE", "UTF-8", "", 0);
    printf("%s\n", setlocale(LC_ALL, "C.UTF-8") ? "utf8" : "none");
    printf("%s\n", nl_langinfo(CODESET));
    wchar_t wide[16];
    size_t n = mbstowcs(wide, "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80", 16);
    printf("%zu %lx %lx %lx %d %lx\n", n, (long)wide[0], (long)wide[1], (long)wide[2], wcwidth(wide[1]), (long)towupper(wide[0]));
    char narrow[16];
    printf("%zu %s\n", wcstombs(narrow, wide, 16), narrow);
    printf("%s %s\n", nl_langinfo(DAY_1), localeconv()->decimal_point);

    void *root = NULL;
    const char *words[] = {"pear", "apple", "fig", "plum", "kiwi", "date"};
    for (int i = 0; i < 6; i++)
        tsearch(words[i], &root, compare);
    twalk(root, visit);
    tdelete("fig", &root, compare);
    printf("%s\n", tfind("fig", &root, compare) ? "found" : "deleted");
    hcreate(20);
    for (int i = 0; i < 6; i++)
        hsearch((ENTRY){(char *)words[i], (void *)words[5 - i]}, ENTER);
    printf("%s\n", (char *)hsearch((ENTRY){"kiwi", NULL}, FIND)->data);
    return 0;
}
