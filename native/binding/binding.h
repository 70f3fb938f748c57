/* cloister.core._core: the Python face of the native core. _core.pyi is its documentation. */
#ifndef CLOISTER_BINDING_H
#define CLOISTER_BINDING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "core.h"

enum { SYSCALL_TABLE_SIZE = 512, MAX_ARGUMENTS = 6 };

struct handler {
    PyObject *callable;
    char kinds[MAX_ARGUMENTS + 1];
    unsigned count;
};

struct context_object;

typedef struct {
    PyObject_HEAD
    bool is_open;
    struct handler table[SYSCALL_TABLE_SIZE];
    PyObject *default_syscall, *suspend, *error, *fault, *attention, *sigreturn, *ring_changed;
    struct context_object *started; /* every context that was started and not killed: a strong reference each */
} CoreObject;

typedef struct {
    PyObject_HEAD
    CoreObject *core;
    struct cl_image *image;
} ImageObject;

typedef struct {
    PyObject_HEAD
    ImageObject *image;
    struct cl_slot *slot; /* NULL once released */
    unsigned index;
} SlotObject;

typedef struct context_object {
    PyObject_HEAD
    PyObject *owner;
    SlotObject *slot;
    struct cl_context *context;
    struct context_object *next, *previous; /* in CoreObject.started */
    bool is_started;
} ContextObject;

typedef struct {
    PyObject_HEAD
    CoreObject *core;
    PyObject *owner;
    struct cl_ring *ring;
} RingObject;

extern PyTypeObject CoreType, ImageType, SealedViewType, SlotType, ContextType, RingType;
extern PyObject *FaultError;
extern CoreObject *the_core; /* the one that is open; borrowed */
extern const struct cl_host python_host; /* callbacks.c */

PyObject *raise_errno(int error); /* MemoryError, ValueError, RuntimeError; returns NULL */
PyObject *raise_fault(uint64_t address, Py_ssize_t size);
SlotObject *slot_object(ImageObject *image, struct cl_slot *slot);
struct cl_slot *live_slot(SlotObject *self); /* NULL with RuntimeError once released */
struct cl_context *live_context(ContextObject *self); /* NULL with RuntimeError once dead */
void context_kill(ContextObject *self);
PyObject *context_push_signal(ContextObject *self, PyObject *arguments, PyObject *keywords);
PyObject *context_pop_signal(ContextObject *self, PyObject *arguments, PyObject *keywords);
PyObject *context_signal_depth(ContextObject *self, PyObject *unused);
PyObject *context_registers(ContextObject *self, PyObject *unused);
PyObject *get_signal_mask(ContextObject *self, void *unused);
int set_signal_mask(ContextObject *self, PyObject *value, void *unused);
PyObject *get_pending_signals(ContextObject *self, void *unused);
int set_pending_signals(ContextObject *self, PyObject *value, void *unused);
int call_ring_handler(RingObject *ring); /* -1 with an exception set */
void release_last_context(void); /* the one whose handler was called last is kept until then */

#endif
