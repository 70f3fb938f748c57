/* Ring: a pipe's buffer. */

#include "binding.h"

#include <string.h>
#include <structmember.h>

static int report(RingObject *self) {
    return self->ring->watched ? call_ring_handler(self) : 0;
}

static PyObject *ring_read(RingObject *self, PyObject *argument) {
    Py_ssize_t size = PyNumber_AsSsize_t(argument, PyExc_OverflowError);
    if (size == -1 && PyErr_Occurred()) return NULL;
    uint64_t used = self->ring->tail - self->ring->head;
    if (size < 0) size = 0;
    if ((uint64_t)size > used) size = (Py_ssize_t)used;
    PyObject *result = PyBytes_FromStringAndSize(NULL, size);
    if (!result || !size) return result;
    cl_ring_take(self->ring, (uint8_t *)PyBytes_AS_STRING(result), (uint64_t)size);
    cl_ring_wake_writers(self->ring);
    if (report(self)) Py_CLEAR(result);
    return result;
}

static PyObject *ring_write(RingObject *self, PyObject *argument) {
    Py_buffer data;
    if (PyObject_GetBuffer(argument, &data, PyBUF_SIMPLE)) return NULL;
    uint64_t size = (uint64_t)data.len, room = cl_ring_room(self->ring);
    if (size > room) size = size <= CL_PIPE_BUF ? 0 : room;
    if (size) cl_ring_put(self->ring, data.buf, size);
    PyBuffer_Release(&data);
    if (size) {
        cl_ring_wake_readers(self->ring);
        if (report(self)) return NULL;
    }
    return PyLong_FromUnsignedLongLong(size);
}

static int set_count(PyObject *value, int *count) {
    long number = value ? PyLong_AsLong(value) : -1;
    if (PyErr_Occurred()) return -1;
    if (number < 0 || number > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "a count of open descriptions");
        return -1;
    }
    *count = (int)number;
    return 0;
}

static int set_readers(RingObject *self, PyObject *value, void *unused) {
    (void)unused;
    if (set_count(value, &self->ring->readers)) return -1;
    if (!self->ring->readers) cl_ring_wake_writers(self->ring);
    return 0;
}

static int set_writers(RingObject *self, PyObject *value, void *unused) {
    (void)unused;
    if (set_count(value, &self->ring->writers)) return -1;
    if (!self->ring->writers) cl_ring_wake_readers(self->ring);
    return 0;
}

static int set_watched(RingObject *self, PyObject *value, void *unused) {
    (void)unused;
    int is_true = value ? PyObject_IsTrue(value) : -1;
    if (is_true < 0) return -1;
    self->ring->watched = is_true;
    return 0;
}

static PyObject *get_readers(RingObject *self, void *unused) {
    (void)unused;
    return PyLong_FromLong(self->ring->readers);
}

static PyObject *get_writers(RingObject *self, void *unused) {
    (void)unused;
    return PyLong_FromLong(self->ring->writers);
}

static PyObject *get_watched(RingObject *self, void *unused) {
    (void)unused;
    return PyBool_FromLong(self->ring->watched);
}

static PyObject *get_used(RingObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLongLong(self->ring->tail - self->ring->head);
}

static PyObject *get_capacity(RingObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(self->ring->capacity);
}

static PyObject *ring_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"core", "capacity", NULL};
    CoreObject *core;
    unsigned capacity = 65536;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O!|I", names, &CoreType, &core, &capacity)) return NULL;
    if (capacity < CL_PIPE_BUF || (capacity & (capacity - 1))) {
        PyErr_SetString(PyExc_ValueError, "capacity: a power of two, at least PIPE_BUF");
        return NULL;
    }
    RingObject *self = (RingObject *)type->tp_alloc(type, 0);
    if (!self) return NULL;
    self->core = (CoreObject *)Py_NewRef(core);
    self->owner = Py_NewRef(Py_None);
    self->ring = cl_ring_create(capacity);
    if (!self->ring) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->ring->host = self;
    return (PyObject *)self;
}

static int ring_traverse(RingObject *self, visitproc visit, void *arg) {
    Py_VISIT(self->owner);
    Py_VISIT(self->core);
    return 0;
}

static int ring_clear(RingObject *self) {
    Py_CLEAR(self->owner);
    return 0;
}

/* Descriptors may still be bound to the ring; it has no face any more then. */
static void ring_dealloc(RingObject *self) {
    PyObject_GC_UnTrack(self);
    if (self->ring) {
        self->ring->host = NULL;
        self->ring->watched = false;
        cl_ring_unref(self->ring);
    }
    Py_XDECREF(self->owner);
    Py_XDECREF(self->core);
    Py_TYPE(self)->tp_free(self);
}

static PyMethodDef methods[] = {
    {"read", (PyCFunction)ring_read, METH_O, NULL},
    {"write", (PyCFunction)ring_write, METH_O, NULL},
    {0},
};

static PyMemberDef members[] = {{"owner", T_OBJECT, offsetof(RingObject, owner), 0, NULL}, {0}};

static PyGetSetDef properties[] = {
    {"readers", (getter)get_readers, (setter)set_readers, NULL, NULL},
    {"writers", (getter)get_writers, (setter)set_writers, NULL, NULL},
    {"watched", (getter)get_watched, (setter)set_watched, NULL, NULL},
    {"used", (getter)get_used, NULL, NULL, NULL},
    {"capacity", (getter)get_capacity, NULL, NULL, NULL},
    {0},
};

PyTypeObject RingType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cloister.core._core.Ring",
    .tp_basicsize = sizeof(RingObject),
    .tp_new = ring_new,
    .tp_dealloc = (destructor)ring_dealloc,
    .tp_traverse = (traverseproc)ring_traverse,
    .tp_clear = (inquiry)ring_clear,
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = properties,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
};
