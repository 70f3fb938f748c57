/* Context: one guest thread. The core keeps every started context alive until it is killed. */

#include "binding.h"

#include <errno.h>
#include <structmember.h>

static void link_started(ContextObject *self) {
    CoreObject *core = self->slot->image->core;
    self->is_started = true;
    self->next = core->started;
    self->previous = NULL;
    if (core->started) core->started->previous = self;
    core->started = self;
    Py_INCREF(self);
}

static void unlink_started(ContextObject *self) {
    CoreObject *core = self->slot->image->core;
    if (self->previous)
        self->previous->next = self->next;
    else
        core->started = self->next;
    if (self->next) self->next->previous = self->previous;
    self->next = self->previous = NULL;
    self->is_started = false;
}

void context_kill(ContextObject *self) {
    if (!self->context) return;
    cl_context_kill(self->context);
    SlotObject *slot = self->slot;
    bool was_started = self->is_started;
    if (was_started) unlink_started(self);
    self->slot = NULL; /* at once, whatever cycle of references the dead context is in: the slot may be the next one's */
    Py_XDECREF(slot);
    if (was_started) Py_DECREF(self);
}

struct cl_context *live_context(ContextObject *self) {
    if (self->context && self->context->state != CL_DEAD) return self->context;
    PyErr_SetString(PyExc_RuntimeError, "the context is dead");
    return NULL;
}

static ContextObject *context_object(PyTypeObject *type, PyObject *owner, SlotObject *slot) {
    ContextObject *self = (ContextObject *)type->tp_alloc(type, 0);
    if (!self) return NULL;
    self->owner = Py_NewRef(owner);
    self->slot = (SlotObject *)Py_NewRef(slot);
    return self;
}

static PyObject *adopt(ContextObject *self, int error) {
    if (!error) {
        self->context->host = self;
        return (PyObject *)self;
    }
    Py_DECREF(self);
    return raise_errno(error);
}

static PyObject *context_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"core", "slot", "owner", "entry", "stack", NULL};
    CoreObject *core;
    SlotObject *slot;
    PyObject *owner;
    unsigned long long entry, stack;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O!O!O$KK", names, &CoreType, &core, &SlotType, &slot, &owner,
                                     &entry, &stack) ||
        !live_slot(slot))
        return NULL;
    ContextObject *self = context_object(type, owner, slot);
    return self ? adopt(self, cl_context_create(slot->slot, entry, stack, &self->context)) : NULL;
}

static PyObject *context_start(ContextObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"runs_first", NULL};
    int runs_first = 0;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "|$p", names, &runs_first) || !live_context(self)) return NULL;
    if (!self->is_started) {
        link_started(self);
        cl_context_start(self->context, runs_first);
    }
    Py_RETURN_NONE;
}

static PyObject *context_fork(ContextObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"slot", "owner", "stack", "share_files", NULL};
    SlotObject *slot;
    PyObject *owner, *stack = Py_None;
    int share_files = 0;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O!O|$Op", names, &SlotType, &slot, &owner, &stack, &share_files) ||
        !live_context(self) || !live_slot(slot))
        return NULL;
    unsigned long long r14 = stack == Py_None ? 0 : PyLong_AsUnsignedLongLong(stack);
    if (PyErr_Occurred()) return NULL;
    ContextObject *child = context_object(Py_TYPE(self), owner, slot);
    if (!child) return NULL;
    int error = cl_context_fork(self->context, slot->slot, share_files, &child->context);
    if (!error && stack != Py_None) child->context->regs.gpr[R14] = (uint32_t)r14;
    return adopt(child, error);
}

static PyObject *context_exec(ContextObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"slot", "entry", "stack", NULL};
    SlotObject *slot;
    unsigned long long entry, stack;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O!$KK", names, &SlotType, &slot, &entry, &stack) ||
        !live_context(self) || !live_slot(slot))
        return NULL;
    int error = cl_context_exec(self->context, slot->slot, entry, stack);
    if (error) return raise_errno(error);
    Py_INCREF(slot);
    Py_SETREF(self->slot, slot);
    Py_RETURN_NONE;
}

static PyObject *context_complete(ContextObject *self, PyObject *argument) {
    long long result = PyLong_AsLongLong(argument);
    if ((result == -1 && PyErr_Occurred()) || !live_context(self)) return NULL;
    if (!self->context->is_pending) {
        PyErr_SetString(PyExc_RuntimeError, "no syscall is pending");
        return NULL;
    }
    cl_context_complete(self->context, result);
    Py_RETURN_NONE;
}

/* Only where the registers are still those of the syscall. */
static PyObject *context_restart_syscall(ContextObject *self, PyObject *unused) {
    (void)unused;
    if (!live_context(self)) return NULL;
    if (self->context->regs.how == CL_AT_RIP || self->context->state == CL_IN_RING) {
        PyErr_SetString(PyExc_RuntimeError, "the context is not at a syscall");
        return NULL;
    }
    cl_context_restart(self->context);
    Py_RETURN_NONE;
}

static PyObject *context_interrupt_ring(ContextObject *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(self->context && cl_ring_interrupt(self->context));
}

static PyObject *context_is_blocked_in_ring(ContextObject *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(self->context && self->context->state == CL_IN_RING);
}

static PyObject *context_suspend(ContextObject *self, PyObject *unused) {
    (void)unused;
    if (!live_context(self)) return NULL;
    cl_context_suspend(self->context);
    Py_RETURN_NONE;
}

static PyObject *context_resume(ContextObject *self, PyObject *unused) {
    (void)unused;
    if (!live_context(self)) return NULL;
    cl_context_resume(self->context);
    Py_RETURN_NONE;
}

static PyObject *context_kill_method(ContextObject *self, PyObject *unused) {
    (void)unused;
    context_kill(self);
    Py_RETURN_NONE;
}

static PyObject *context_bind_ring(ContextObject *self, PyObject *arguments) {
    RingObject *ring;
    unsigned fd, mode;
    if (!PyArg_ParseTuple(arguments, "IO!I", &fd, &RingType, &ring, &mode) || !live_context(self)) return NULL;
    int error = cl_files_bind(self->context->files, fd, ring->ring, mode);
    if (error) return raise_errno(error);
    Py_RETURN_NONE;
}

static PyObject *context_unbind_fd(ContextObject *self, PyObject *argument) {
    unsigned long fd = PyLong_AsUnsignedLong(argument);
    if (PyErr_Occurred() || !live_context(self)) return NULL;
    if (fd < CL_MAX_FDS) cl_files_unbind(self->context->files, (unsigned)fd);
    Py_RETURN_NONE;
}

static PyObject *context_set_ids(ContextObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"pid", "ppid", "tid", "uid", "gid", "euid", "egid", NULL};
    long long ids[CL_ID_COUNT];
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "$LLLLLLL", names, &ids[CL_PID], &ids[CL_PPID], &ids[CL_TID],
                                     &ids[CL_UID], &ids[CL_GID], &ids[CL_EUID], &ids[CL_EGID]) ||
        !live_context(self))
        return NULL;
    for (int i = 0; i < CL_ID_COUNT; i++) self->context->ids[i] = ids[i];
    Py_RETURN_NONE;
}

static PyObject *get_attention(ContextObject *self, void *unused) {
    (void)unused;
    return PyBool_FromLong(self->context && self->context->attention);
}

static int set_attention(ContextObject *self, PyObject *value, void *unused) {
    (void)unused;
    int is_true = value ? PyObject_IsTrue(value) : -1;
    if (is_true < 0) return -1;
    if (self->context) self->context->attention = is_true;
    return 0;
}

static PyObject *get_thread_pointer(ContextObject *self, void *unused) {
    (void)unused;
    struct cl_context *context = live_context(self);
    return context ? PyLong_FromUnsignedLong(cl_context_thread_pointer(context)) : NULL;
}

static int set_thread_pointer(ContextObject *self, PyObject *value, void *unused) {
    (void)unused;
    unsigned long number = value ? PyLong_AsUnsignedLong(value) : 0;
    if (PyErr_Occurred() || !live_context(self)) return -1;
    cl_context_set_thread_pointer(self->context, (uint32_t)number);
    return 0;
}

static int context_traverse(ContextObject *self, visitproc visit, void *arg) {
    Py_VISIT(self->owner);
    return 0;
}

static int context_clear(ContextObject *self) {
    Py_CLEAR(self->owner);
    return 0;
}

static void context_dealloc(ContextObject *self) {
    PyObject_GC_UnTrack(self);
    if (self->context) cl_context_free(self->context);
    Py_XDECREF(self->owner);
    Py_XDECREF(self->slot);
    Py_TYPE(self)->tp_free(self);
}

#define NO_ARGUMENTS(name) {#name, (PyCFunction)context_##name, METH_NOARGS, NULL}
#define WITH_KEYWORDS(name) {#name, (PyCFunction)(void (*)(void))context_##name, METH_VARARGS | METH_KEYWORDS, NULL}

static PyMethodDef methods[] = {
    WITH_KEYWORDS(start),
    WITH_KEYWORDS(fork),
    WITH_KEYWORDS(exec),
    {"complete", (PyCFunction)context_complete, METH_O, NULL},
    NO_ARGUMENTS(restart_syscall),
    NO_ARGUMENTS(suspend),
    NO_ARGUMENTS(resume),
    NO_ARGUMENTS(interrupt_ring),
    NO_ARGUMENTS(is_blocked_in_ring),
    WITH_KEYWORDS(push_signal),
    WITH_KEYWORDS(pop_signal),
    NO_ARGUMENTS(signal_depth),
    NO_ARGUMENTS(registers),
    {"kill", (PyCFunction)context_kill_method, METH_NOARGS, NULL},
    {"bind_ring", (PyCFunction)context_bind_ring, METH_VARARGS, NULL},
    {"unbind_fd", (PyCFunction)context_unbind_fd, METH_O, NULL},
    WITH_KEYWORDS(set_ids),
    {0},
};

static PyMemberDef members[] = {
    {"owner", T_OBJECT, offsetof(ContextObject, owner), 0, NULL},
    {"slot", T_OBJECT_EX, offsetof(ContextObject, slot), READONLY, NULL},
    {0},
};

static PyGetSetDef properties[] = {
    {"signal_mask", (getter)get_signal_mask, (setter)set_signal_mask, NULL, NULL},
    {"has_pending_signals", (getter)get_pending_signals, (setter)set_pending_signals, NULL, NULL},
    {"attention", (getter)get_attention, (setter)set_attention, NULL, NULL},
    {"thread_pointer", (getter)get_thread_pointer, (setter)set_thread_pointer, NULL, NULL},
    {0},
};

PyTypeObject ContextType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cloister.core._core.Context",
    .tp_basicsize = sizeof(ContextObject),
    .tp_new = context_new,
    .tp_dealloc = (destructor)context_dealloc,
    .tp_traverse = (traverseproc)context_traverse,
    .tp_clear = (inquiry)context_clear,
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = properties,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
};
