/* Images: a program in a sealed memfd [gate page | text | rodata], and a pristine copy of its initial data. */

#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x8U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif

/* Far more than any program has, and it keeps every sum below in 32 bits. */
#define MAX_SEGMENT_SIZE ((size_t)256 << 20)

static uint64_t page_up(uint64_t value) {
    return (value + CLOISTER_PAGE_SIZE - 1) & ~(uint64_t)(CLOISTER_PAGE_SIZE - 1);
}

static bool is_page_aligned(uint64_t value) {
    return value % CLOISTER_PAGE_SIZE == 0;
}

/* Order: text, rodata, a gap for the main stack, data. */
static bool is_layout_valid(const struct cl_segments *s) {
    if (s->text_size == 0 || s->text_size > MAX_SEGMENT_SIZE || s->rodata_size > MAX_SEGMENT_SIZE) return false;
    if (s->data_size > MAX_SEGMENT_SIZE || !is_page_aligned(s->text_offset)) return false;
    if (s->text_offset < CLOISTER_PROGRAM_BASE || s->text_offset > CLOISTER_PROGRAM_BASE + MAX_SEGMENT_SIZE) return false;
    uint64_t end = page_up(s->text_offset + s->text_size);
    if (s->rodata_size) {
        if (!is_page_aligned(s->rodata_offset) || s->rodata_offset < end || s->rodata_offset > CLOISTER_USER_END) return false;
        end = page_up(s->rodata_offset + s->rodata_size);
    }
    if (s->data_offset > CLOISTER_USER_END || s->data_end > CLOISTER_USER_END) return false;
    uint64_t data_page = s->data_offset & ~(uint64_t)(CLOISTER_PAGE_SIZE - 1);
    return data_page >= end + CLOISTER_STACK_SIZE && s->data_end >= s->data_offset + s->data_size;
}

/* Since Linux 6.3 a memfd says whether it may be executed; vm.memfd_noexec decides what is allowed. Mapping one
   executable works with all three. */
static int open_memfd(void) {
    static const unsigned attempts[] = {MFD_ALLOW_SEALING | MFD_EXEC, MFD_ALLOW_SEALING, MFD_NOEXEC_SEAL};
    int fd = -1;
    for (size_t i = 0; fd < 0 && i < sizeof attempts / sizeof *attempts; i++)
        fd = memfd_create("cloister-image", MFD_CLOEXEC | attempts[i]);
    return fd;
}

static int write_all(int fd, const uint8_t *bytes, size_t size, off_t offset) {
    while (size) {
        ssize_t done = pwrite(fd, bytes, size, offset);
        if (done <= 0) return -ENOMEM;
        bytes += done;
        size -= (size_t)done;
        offset += done;
    }
    return 0;
}

static int write_filler(int fd, uint64_t start, uint64_t end) {
    uint8_t page[CLOISTER_PAGE_SIZE];
    memset(page, 0xcc, sizeof page);
    int error = 0;
    while (start < end && !error) {
        size_t size = end - start < sizeof page ? end - start : sizeof page;
        error = write_all(fd, page, size, (off_t)start);
        start += size;
    }
    return error;
}

/* File offset = slot offset - GATE_BASE in the executable part; rodata follows it directly. */
static int fill_memfd(const struct cl_image *image, const struct cl_segments *s) {
    uint8_t gate[CLOISTER_GATE_SIZE];
    cl_gate_page_write(gate);
    uint64_t text_at = s->text_offset - CLOISTER_GATE_BASE, text_end = image->text_end - CLOISTER_GATE_BASE;
    if (ftruncate(image->memfd, (off_t)image->view_size)) return -ENOMEM;
    int error = write_all(image->memfd, gate, sizeof gate, 0);
    if (!error) error = write_filler(image->memfd, sizeof gate, text_at);
    if (!error) error = write_all(image->memfd, s->text, s->text_size, (off_t)text_at);
    if (!error) error = write_filler(image->memfd, text_at + s->text_size, text_end);
    if (!error) error = write_all(image->memfd, s->rodata, s->rodata_size, (off_t)text_end);
    return error;
}

static int seal_and_view(struct cl_image *image) {
    int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (fcntl(image->memfd, F_ADD_SEALS, seals) || (fcntl(image->memfd, F_GET_SEALS) & seals) != seals) return -EPERM;
    /* Private, for kernels before 6.7 refuse shared mappings of a sealed file; nobody can write it either way. */
    void *view = mmap(NULL, image->view_size, PROT_READ, MAP_PRIVATE, image->memfd, 0);
    if (view == MAP_FAILED) return -ENOMEM;
    image->view = view;
    return 0;
}

static int copy_data(struct cl_image *image, const struct cl_segments *s) {
    size_t size = image->data_end - image->data_start;
    image->data = calloc(1, size ? size : 1);
    if (!image->data) return -ENOMEM;
    if (s->data_size) memcpy(image->data + (s->data_offset - image->data_start), s->data, s->data_size);
    return 0;
}

static void set_ranges(struct cl_image *image, const struct cl_segments *s) {
    image->text_start = (uint32_t)s->text_offset;
    image->text_end = (uint32_t)page_up(s->text_offset + s->text_size);
    if (s->rodata_size) {
        image->rodata_start = (uint32_t)s->rodata_offset;
        image->rodata_end = (uint32_t)page_up(s->rodata_offset + s->rodata_size);
    }
    image->data_start = (uint32_t)s->data_offset & ~(uint32_t)(CLOISTER_PAGE_SIZE - 1);
    image->data_end = s->data_size ? (uint32_t)page_up(s->data_offset + s->data_size) : image->data_start;
    image->rw_start = image->data_start - CLOISTER_STACK_SIZE;
    image->rw_end = (uint32_t)page_up(s->data_end);
    image->view_size = image->text_end - CLOISTER_GATE_BASE + (image->rodata_end - image->rodata_start);
}

int cl_image_create(const struct cl_segments *segments, struct cl_image **result) {
    if (!is_layout_valid(segments)) return -EINVAL;
    struct cl_image *image = calloc(1, sizeof *image);
    if (!image) return -ENOMEM;
    image->references = 1;
    set_ranges(image, segments);
    image->memfd = open_memfd();
    int error = image->memfd < 0 ? -errno : fill_memfd(image, segments);
    if (!error) error = seal_and_view(image);
    if (!error) error = copy_data(image, segments);
    if (error)
        cl_image_unref(image);
    else
        *result = image;
    return error;
}

void cl_image_unref(struct cl_image *image) {
    if (--image->references) return;
    if (image->view) munmap(image->view, image->view_size);
    if (image->memfd >= 0) close(image->memfd);
    free(image->data);
    free(image);
}

/* The verifier has shown that the four bytes occur in text only as an instruction. */
bool cl_image_is_label(const struct cl_image *image, uint64_t offset) {
    static const uint8_t label[] = {0xf3, 0x0f, 0x1e, 0xfa};
    if (offset < image->text_start || offset > image->text_end - sizeof label) return false;
    return memcmp(image->view + (offset - CLOISTER_GATE_BASE), label, sizeof label) == 0;
}
