/* Which private pages of a range are there: PAGEMAP_SCAN (Linux 6.7), or /proc/self/pagemap read word by word. */

#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* linux/fs.h of Linux 6.7; Debian 12's headers do not have it. */
struct page_region {
    uint64_t start, end, categories;
};
struct scan_argument {
    uint64_t size, flags, start, end, walk_end, regions, region_count, max_pages;
    uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};
#define PAGEMAP_SCAN_IOCTL _IOWR('f', 16, struct scan_argument)
#define IS_PRESENT ((uint64_t)1 << 3)
#define IS_SWAPPED ((uint64_t)1 << 4)
#define IS_ZERO_PAGE ((uint64_t)1 << 5)

#define WORD_PRESENT_OR_SWAPPED ((uint64_t)3 << 62)

enum { REGIONS_A_CALL = 128, WORDS_A_READ = 512 };

bool cl_pages_without_scan;
static int pagemap_fd = -1;

static int open_pagemap(void) {
    if (pagemap_fd < 0) pagemap_fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    return pagemap_fd < 0 ? -errno : 0;
}

/* Pages that map the shared zero page count as absent: they hold nothing. */
static int visit_by_scan(uint8_t *start, uint8_t *end, cl_page_visitor visit, void *state) {
    struct page_region regions[REGIONS_A_CALL];
    struct scan_argument argument = {
        .size = sizeof argument,
        .start = (uint64_t)start,
        .end = (uint64_t)end,
        .regions = (uint64_t)regions,
        .region_count = REGIONS_A_CALL,
        .category_inverted = IS_ZERO_PAGE,
        .category_mask = IS_ZERO_PAGE,
        .category_anyof_mask = IS_PRESENT | IS_SWAPPED,
        .return_mask = IS_PRESENT | IS_SWAPPED,
    };
    while (argument.start < argument.end) {
        int found = ioctl(pagemap_fd, PAGEMAP_SCAN_IOCTL, &argument);
        if (found < 0) return -errno;
        for (int i = 0; i < found; i++) {
            int result = visit(state, (uint8_t *)regions[i].start, (uint8_t *)regions[i].end);
            if (result) return result;
        }
        argument.start = argument.walk_end;
    }
    return 0;
}

static int visit_by_reading(uint8_t *start, uint8_t *end, cl_page_visitor visit, void *state) {
    uint64_t words[WORDS_A_READ];
    while (start < end) {
        size_t count = (size_t)(end - start) / CLOISTER_PAGE_SIZE;
        if (count > WORDS_A_READ) count = WORDS_A_READ;
        off_t offset = (off_t)((uint64_t)start / CLOISTER_PAGE_SIZE * sizeof *words);
        if (pread(pagemap_fd, words, count * sizeof *words, offset) != (ssize_t)(count * sizeof *words)) return -EIO;
        for (size_t i = 0; i < count; i++, start += CLOISTER_PAGE_SIZE) {
            int result = words[i] & WORD_PRESENT_OR_SWAPPED ? visit(state, start, start + CLOISTER_PAGE_SIZE) : 0;
            if (result) return result;
        }
    }
    return 0;
}

int cl_pages_visit(uint8_t *start, uint8_t *end, cl_page_visitor visit, void *state) {
    int error = open_pagemap();
    if (error || start >= end) return error;
    if (!cl_pages_without_scan) {
        error = visit_by_scan(start, end, visit, state);
        if (error >= 0) return error;
        cl_pages_without_scan = true; /* an older kernel, or a seccomp filter; nothing was visited yet */
    }
    return visit_by_reading(start, end, visit, state);
}
