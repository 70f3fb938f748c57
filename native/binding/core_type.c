/* Core: the ELRANGE, the run queue, and the table of syscall handlers. */

#include "binding.h"

#include <string.h>
#include <structmember.h>

static PyObject *core_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"slots", "tick_ms", "old_kernel", NULL};
    unsigned slots = 4096, tick_ms = 5;
    int old_kernel = 0;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "|$IIp", names, &slots, &tick_ms, &old_kernel)) return NULL;
    if (the_core) {
        PyErr_SetString(PyExc_RuntimeError, "there is one core a process, and it is open");
        return NULL;
    }
    if (!slots || slots > 16384 || !tick_ms || tick_ms > 1000) {
        PyErr_SetString(PyExc_ValueError, "slots: 1 to 16384; tick_ms: 1 to 1000");
        return NULL;
    }
    if (old_kernel && !cl_control_without_guards && cl_control_is_reserved()) {
        PyErr_SetString(PyExc_RuntimeError, "old_kernel: only for a process's first core");
        return NULL;
    }
    CoreObject *self = (CoreObject *)type->tp_alloc(type, 0);
    if (!self) return NULL;
    if (old_kernel) cl_pages_without_scan = cl_control_without_guards = true;
    int error = cl_core_open(slots, tick_ms, &python_host);
    if (error) {
        Py_DECREF(self);
        return raise_errno(error);
    }
    self->is_open = true;
    the_core = self;
    return (PyObject *)self;
}

static bool is_usable(const CoreObject *self) {
    if (!self->is_open) PyErr_SetString(PyExc_RuntimeError, "the core is closed");
    return self->is_open;
}

static PyObject *core_set_syscall(CoreObject *self, PyObject *arguments) {
    int number;
    PyObject *callable;
    const char *signature;
    Py_ssize_t count;
    if (!PyArg_ParseTuple(arguments, "iOs#", &number, &callable, &signature, &count)) return NULL;
    if (number < 0 || number >= SYSCALL_TABLE_SIZE || count > MAX_ARGUMENTS || strspn(signature, "iulqp") != (size_t)count) {
        PyErr_SetString(PyExc_ValueError, "number below 512, and up to six letters of i, u, l, q, p");
        return NULL;
    }
    struct handler *handler = &self->table[number];
    strcpy(handler->kinds, signature);
    handler->count = (unsigned)count;
    Py_XSETREF(handler->callable, callable == Py_None ? NULL : Py_NewRef(callable));
    Py_RETURN_NONE;
}

static PyObject *set_handler(PyObject **place, PyObject *callable) {
    Py_XSETREF(*place, callable == Py_None ? NULL : Py_NewRef(callable));
    Py_RETURN_NONE;
}

#define SETTER(method, field)                                                \
    static PyObject *core_##method(CoreObject *self, PyObject *callable) {   \
        return set_handler(&self->field, callable);                          \
    }
SETTER(set_default_syscall, default_syscall)
SETTER(set_suspend_handler, suspend)
SETTER(set_error_handler, error)
SETTER(set_fault_handler, fault)
SETTER(set_attention_handler, attention)
SETTER(set_sigreturn_handler, sigreturn)
SETTER(set_ring_handler, ring_changed)

static PyObject *core_run(CoreObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"deadline_ns", NULL};
    PyObject *deadline = Py_None;
    if (!is_usable(self) || !PyArg_ParseTupleAndKeywords(arguments, keywords, "|O", names, &deadline)) return NULL;
    long long deadline_ns = deadline == Py_None ? 0 : PyLong_AsLongLong(deadline);
    if (deadline_ns == -1 && PyErr_Occurred()) return NULL;
    if (cl_cpu.is_running) {
        PyErr_SetString(PyExc_RuntimeError, "run is running");
        return NULL;
    }
    int error = cl_thread_prepare();
    cl_core.deadline_ns = deadline_ns;
    if (!error) error = cl_tick_start();
    if (error) return raise_errno(error);
    enum cl_leave leave = cl_run();
    release_last_context();
    static const char *const reasons[] = {"idle", "interrupted", "deadline"};
    return leave == CL_FAILED ? NULL : PyUnicode_InternFromString(reasons[leave]);
}

static PyObject *core_kick(CoreObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    __atomic_or_fetch(&cl_cpu.pending, CL_STOP, __ATOMIC_SEQ_CST);
    Py_RETURN_NONE;
}

static PyObject *core_interrupt(CoreObject *self, PyObject *unused) {
    (void)unused;
    if (self->is_open) cl_interrupt();
    Py_RETURN_NONE;
}

static void kill_all(CoreObject *self) {
    while (self->started) context_kill(self->started);
}

static int core_clear(CoreObject *self) {
    kill_all(self);
    for (int i = 0; i < SYSCALL_TABLE_SIZE; i++) Py_CLEAR(self->table[i].callable);
    Py_CLEAR(self->default_syscall);
    Py_CLEAR(self->suspend);
    Py_CLEAR(self->error);
    Py_CLEAR(self->fault);
    Py_CLEAR(self->attention);
    Py_CLEAR(self->sigreturn);
    Py_CLEAR(self->ring_changed);
    return 0;
}

/* Slots and images that are still referred to stay as they are, without anything that runs. The handlers go, as they
   usually refer to contexts, whose slots and images refer to the core. */
static void shut(CoreObject *self) {
    if (the_core == self) {
        cl_tick_stop();
        the_core = NULL;
        self->is_open = false;
    }
    core_clear(self);
    release_last_context();
}

static PyObject *core_close(CoreObject *self, PyObject *unused) {
    (void)unused;
    if (cl_cpu.is_running) {
        PyErr_SetString(PyExc_RuntimeError, "run is running");
        return NULL;
    }
    shut(self);
    Py_RETURN_NONE;
}

static PyObject *get_native(CoreObject *self, void *unused) {
    (void)self;
    (void)unused;
    return PyBool_FromLong(cl_core.is_native);
}

static int set_native(CoreObject *self, PyObject *value, void *unused) {
    (void)self;
    (void)unused;
    int is_true = value ? PyObject_IsTrue(value) : -1;
    if (is_true < 0) return -1;
    cl_core.is_native = is_true;
    return 0;
}

static PyObject *get_slot_count(CoreObject *self, void *unused) {
    (void)self;
    (void)unused;
    return PyLong_FromUnsignedLong(cl_elrange_count());
}

static PyObject *get_runnable_count(CoreObject *self, void *unused) {
    (void)self;
    (void)unused;
    return PyLong_FromUnsignedLong(cl_core.run_queue.count);
}

static PyObject *get_statistics(CoreObject *self, void *unused) {
    (void)self;
    (void)unused;
    const struct cl_statistics *s = &cl_core.statistics;
    return Py_BuildValue("{sK sK sK sK sK sK sK sK sK sK}", "slots_live", s->slots_live, "slots_peak", s->slots_peak,
                         "slots_warm", s->slots_warm, "contexts_live", s->contexts_live, "contexts_peak", s->contexts_peak,
                         "switches", s->switches, "ticks", s->ticks, "faults", s->faults, "syscalls_native",
                         s->syscalls_native, "syscalls_python", s->syscalls_python);
}

static int core_traverse(CoreObject *self, visitproc visit, void *arg) {
    for (int i = 0; i < SYSCALL_TABLE_SIZE; i++) Py_VISIT(self->table[i].callable);
    Py_VISIT(self->default_syscall);
    Py_VISIT(self->suspend);
    Py_VISIT(self->error);
    Py_VISIT(self->fault);
    Py_VISIT(self->attention);
    Py_VISIT(self->sigreturn);
    Py_VISIT(self->ring_changed);
    for (ContextObject *context = self->started; context; context = context->next) Py_VISIT(context);
    return 0;
}

static void core_dealloc(CoreObject *self) {
    PyObject_GC_UnTrack(self);
    shut(self);
    Py_TYPE(self)->tp_free(self);
}

#define NO_ARGUMENTS(name) {#name, (PyCFunction)core_##name, METH_NOARGS, NULL}
#define ONE_ARGUMENT(name) {#name, (PyCFunction)core_##name, METH_O, NULL}

static PyMethodDef methods[] = {
    {"set_syscall", (PyCFunction)core_set_syscall, METH_VARARGS, NULL},
    ONE_ARGUMENT(set_default_syscall),
    ONE_ARGUMENT(set_suspend_handler),
    ONE_ARGUMENT(set_error_handler),
    ONE_ARGUMENT(set_fault_handler),
    ONE_ARGUMENT(set_attention_handler),
    ONE_ARGUMENT(set_sigreturn_handler),
    ONE_ARGUMENT(set_ring_handler),
    {"run", (PyCFunction)(void (*)(void))core_run, METH_VARARGS | METH_KEYWORDS, NULL},
    NO_ARGUMENTS(kick),
    NO_ARGUMENTS(interrupt),
    NO_ARGUMENTS(close),
    {0},
};

static PyGetSetDef properties[] = {
    {"native_syscalls", (getter)get_native, (setter)set_native, NULL, NULL},
    {"slot_count", (getter)get_slot_count, NULL, NULL, NULL},
    {"runnable_count", (getter)get_runnable_count, NULL, NULL, NULL},
    {"statistics", (getter)get_statistics, NULL, NULL, NULL},
    {0},
};

PyTypeObject CoreType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cloister.core._core.Core",
    .tp_basicsize = sizeof(CoreObject),
    .tp_new = core_new,
    .tp_dealloc = (destructor)core_dealloc,
    .tp_traverse = (traverseproc)core_traverse,
    .tp_clear = (inquiry)core_clear,
    .tp_methods = methods,
    .tp_getset = properties,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
};
