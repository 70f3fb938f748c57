/* What the core asks Python, called from inside `Core.run` with the GIL held. The path of a syscall is kept flat: one
   table look-up, one conversion an argument, one vectorcall.

   An exception that no handler took stays set in the thread state; CL_ERROR makes the core leave `run` before anything
   else is called. */

#include "binding.h"

CoreObject *the_core;

static ContextObject *last_context;

void release_last_context(void) {
    Py_CLEAR(last_context);
}

/* The core looks at a context after its handler returns, which may have dropped the last other reference. */
static ContextObject *hold(struct cl_context *context) {
    ContextObject *self = context->host;
    Py_INCREF(self);
    Py_XSETREF(last_context, self);
    return self;
}

static void fail(void) {
    __atomic_or_fetch(&cl_cpu.pending, CL_ERROR, __ATOMIC_RELAXED);
}

/* Drops a handler's result, or lets `run` raise its exception. */
static void finish(PyObject *result) {
    if (!result) fail();
    Py_XDECREF(result);
}

static PyObject *convert(char kind, uint64_t value) {
    switch (kind) {
    case 'i': return PyLong_FromLong((int32_t)value);
    case 'u':
    case 'p': return PyLong_FromUnsignedLong((uint32_t)value);
    case 'l': return PyLong_FromLongLong((int64_t)value);
    default: return PyLong_FromUnsignedLongLong(value);
    }
}

static const int argument_registers[MAX_ARGUMENTS] = {RDI, RSI, RDX, R10, R8, R9};

static PyObject *call(PyObject *callable, PyObject **arguments, unsigned first, unsigned count) {
    for (unsigned i = first; i < count; i++)
        if (!arguments[i + 1]) PyErr_NoMemory();
    PyObject *result = NULL;
    if (!PyErr_Occurred())
        result = PyObject_Vectorcall(callable, arguments + 1, count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    for (unsigned i = first; i < count; i++) Py_XDECREF(arguments[i + 1]);
    return result;
}

static PyObject *call_handler(ContextObject *self, const struct handler *handler, const uint64_t *gpr) {
    PyObject *arguments[MAX_ARGUMENTS + 2];
    arguments[1] = self->owner;
    for (unsigned i = 0; i < handler->count; i++)
        arguments[i + 2] = convert(handler->kinds[i], gpr[argument_registers[i]]);
    return call(handler->callable, arguments, 1, handler->count + 1);
}

static PyObject *call_default(ContextObject *self, uint64_t number, const uint64_t *gpr) {
    if (!the_core->default_syscall) return PyLong_FromLong(-38); /* ENOSYS */
    PyObject *arguments[MAX_ARGUMENTS + 3];
    arguments[1] = self->owner;
    arguments[2] = PyLong_FromUnsignedLongLong(number);
    for (unsigned i = 0; i < MAX_ARGUMENTS; i++)
        arguments[i + 3] = PyLong_FromUnsignedLongLong(gpr[argument_registers[i]]);
    return call(the_core->default_syscall, arguments, 1, MAX_ARGUMENTS + 2);
}

/* A coroutine's first step. Its result, or None if it is suspended. */
static PyObject *begin_coroutine(ContextObject *self, PyObject *coroutine) {
    PyObject *value = NULL;
    PySendResult sent = PyIter_Send(coroutine, Py_None, &value);
    if (sent == PYGEN_NEXT) {
        PyObject *arguments[] = {NULL, self->owner, coroutine, value};
        PyObject *result;
        if (the_core->suspend) {
            result = PyObject_Vectorcall(the_core->suspend, arguments + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
        } else {
            PyErr_SetString(PyExc_RuntimeError, "a coroutine was suspended, but there is no suspend handler");
            result = NULL;
        }
        Py_DECREF(value);
        Py_XDECREF(result);
        value = result ? Py_NewRef(Py_None) : NULL;
    }
    Py_DECREF(coroutine);
    return value;
}

static PyObject *current_exception(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback) PyException_SetTraceback(value, traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
}

static PyObject *ask_error_handler(ContextObject *self) {
    if (!the_core->error) return NULL;
    PyObject *exception = current_exception();
    PyObject *arguments[] = {NULL, self->owner, exception};
    PyObject *result = PyObject_Vectorcall(the_core->error, arguments + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_DECREF(exception);
    return result;
}

/* int: the syscall's result, unless the handler has settled the context otherwise. */
static void settle(struct cl_context *context, PyObject *result) {
    if (result == Py_None) return;
    int64_t value = PyLong_Check(result) ? PyLong_AsLongLong(result) : -1;
    if (!PyLong_Check(result)) PyErr_Format(PyExc_TypeError, "a syscall returned %R, neither int nor None", result);
    if (value == -1 && PyErr_Occurred())
        fail();
    else if (context->is_pending)
        cl_context_complete(context, value);
}

static void on_syscall(struct cl_context *context) {
    ContextObject *self = hold(context);
    uint64_t number = context->regs.gpr[RAX];
    const struct handler *handler = number < SYSCALL_TABLE_SIZE ? &the_core->table[number] : NULL;
    PyObject *result = handler && handler->callable ? call_handler(self, handler, context->regs.gpr)
                                                    : call_default(self, number, context->regs.gpr);
    if (result && PyCoro_CheckExact(result)) result = begin_coroutine(self, result);
    if (!result) result = ask_error_handler(self);
    if (result)
        settle(context, result);
    else
        fail();
    Py_XDECREF(result);
}

static void on_fault(struct cl_context *context, int signal, int code, uint32_t address) {
    ContextObject *self = hold(context);
    if (!the_core->fault) {
        context_kill(self);
        return;
    }
    PyObject *arguments[] = {NULL, self->owner, PyLong_FromLong(signal), PyLong_FromLong(code), PyLong_FromUnsignedLong(address)};
    finish(call(the_core->fault, arguments, 1, 4));
}

static void on_attention(struct cl_context *context) {
    ContextObject *self = hold(context);
    if (the_core->attention) finish(PyObject_CallOneArg(the_core->attention, self->owner));
}

static void on_sigreturn(struct cl_context *context) {
    ContextObject *self = hold(context);
    if (the_core->sigreturn)
        finish(PyObject_CallOneArg(the_core->sigreturn, self->owner));
    else
        context_kill(self);
}

int call_ring_handler(RingObject *ring) {
    if (!the_core || !the_core->ring_changed) return 0;
    PyObject *result = PyObject_CallOneArg(the_core->ring_changed, (PyObject *)ring);
    Py_XDECREF(result);
    return result ? 0 : -1;
}

static void on_ring_changed(struct cl_ring *ring) {
    if (ring->host && call_ring_handler(ring->host)) fail();
}

/* Python's own signals and other threads get their turn. */
static void on_tick(void) {
    if (PyErr_CheckSignals()) fail();
    Py_BEGIN_ALLOW_THREADS;
    Py_END_ALLOW_THREADS;
}

const struct cl_host python_host = {
    .syscall = on_syscall,
    .fault = on_fault,
    .attention = on_attention,
    .sigreturn = on_sigreturn,
    .ring_changed = on_ring_changed,
    .tick = on_tick,
};
