/* Slot: a domain's memory. */

#include "binding.h"

#include <string.h>
#include <structmember.h>

SlotObject *slot_object(ImageObject *image, struct cl_slot *slot) {
    SlotObject *self = PyObject_New(SlotObject, &SlotType);
    if (!self) {
        cl_slot_give(slot);
        return NULL;
    }
    self->image = (ImageObject *)Py_NewRef(image);
    self->slot = slot;
    self->index = slot->index;
    return self;
}

struct cl_slot *live_slot(SlotObject *self) {
    if (!self->slot) PyErr_SetString(PyExc_RuntimeError, "the slot was released");
    return self->slot;
}

/* A guest's pointer from Python: any int; only the low 32 bits count. */
static bool as_address(PyObject *object, uint64_t *address) {
    unsigned long long value = PyLong_AsUnsignedLongLongMask(object);
    *address = (uint32_t)value;
    return !(value == (unsigned long long)-1 && PyErr_Occurred());
}

static bool as_size(PyObject *object, Py_ssize_t *size) {
    *size = PyNumber_AsSsize_t(object, PyExc_OverflowError);
    if (*size == -1 && PyErr_Occurred()) return false;
    if (*size < 0) PyErr_SetString(PyExc_ValueError, "negative size");
    return *size >= 0;
}

static bool has_count(Py_ssize_t count, Py_ssize_t wanted) {
    if (count != wanted) PyErr_Format(PyExc_TypeError, "%zd arguments expected, %zd given", wanted, count);
    return count == wanted;
}

static PyObject *slot_read(SlotObject *self, PyObject *const *arguments, Py_ssize_t count) {
    uint64_t address;
    Py_ssize_t size;
    struct cl_slot *slot = live_slot(self);
    if (!slot || !has_count(count, 2) || !as_address(arguments[0], &address) || !as_size(arguments[1], &size)) return NULL;
    if ((uint64_t)size > CLOISTER_SLOT_SIZE) return raise_fault(address, size);
    PyObject *result = PyBytes_FromStringAndSize(NULL, size);
    if (!result) return NULL;
    if (cl_slot_copy_in(slot, PyBytes_AS_STRING(result), address, (size_t)size)) {
        Py_DECREF(result);
        return raise_fault(address, size);
    }
    return result;
}

static PyObject *slot_write(SlotObject *self, PyObject *const *arguments, Py_ssize_t count) {
    uint64_t address;
    Py_buffer data;
    struct cl_slot *slot = live_slot(self);
    if (!slot || !has_count(count, 2) || !as_address(arguments[0], &address)) return NULL;
    if (PyObject_GetBuffer(arguments[1], &data, PyBUF_SIMPLE)) return NULL;
    int error = cl_slot_copy_out(slot, address, data.buf, (size_t)data.len);
    Py_ssize_t size = data.len;
    PyBuffer_Release(&data);
    if (error) return raise_fault(address, size);
    Py_RETURN_NONE;
}

/* Page by page: what lies behind the NUL need not be readable. */
static PyObject *slot_read_cstring(SlotObject *self, PyObject *const *arguments, Py_ssize_t count) {
    uint64_t address;
    Py_ssize_t max_size, size = 0;
    struct cl_slot *slot = live_slot(self);
    if (!slot || !has_count(count, 2) || !as_address(arguments[0], &address) || !as_size(arguments[1], &max_size)) return NULL;
    if ((uint64_t)max_size > CLOISTER_SLOT_SIZE) max_size = (Py_ssize_t)CLOISTER_SLOT_SIZE;
    PyObject *result = PyBytes_FromStringAndSize(NULL, max_size < CLOISTER_PAGE_SIZE ? max_size : CLOISTER_PAGE_SIZE);
    while (result && size < max_size) {
        Py_ssize_t chunk = (Py_ssize_t)(CLOISTER_PAGE_SIZE - (address + (uint64_t)size) % CLOISTER_PAGE_SIZE);
        if (chunk > max_size - size) chunk = max_size - size;
        if (size + chunk > PyBytes_GET_SIZE(result) && _PyBytes_Resize(&result, size + chunk)) return NULL;
        char *piece = PyBytes_AS_STRING(result) + size;
        if (cl_slot_copy_in(slot, piece, address + (uint64_t)size, (size_t)chunk)) {
            Py_DECREF(result);
            return raise_fault(address + (uint64_t)size, chunk);
        }
        char *end = memchr(piece, 0, (size_t)chunk);
        if (end) {
            _PyBytes_Resize(&result, size + (end - piece));
            return result;
        }
        size += chunk;
    }
    if (!result) return NULL;
    Py_DECREF(result);
    Py_RETURN_NONE;
}

static PyObject *read_number(SlotObject *self, PyObject *argument, size_t size) {
    uint64_t address, value = 0;
    struct cl_slot *slot = live_slot(self);
    if (!slot || !as_address(argument, &address)) return NULL;
    if (cl_slot_copy_in(slot, &value, address, size)) return raise_fault(address, (Py_ssize_t)size);
    return PyLong_FromUnsignedLongLong(value);
}

static PyObject *slot_read_u32(SlotObject *self, PyObject *argument) {
    return read_number(self, argument, 4);
}

static PyObject *slot_read_u64(SlotObject *self, PyObject *argument) {
    return read_number(self, argument, 8);
}

static PyObject *write_number(SlotObject *self, PyObject *const *arguments, Py_ssize_t count, size_t size) {
    uint64_t address;
    struct cl_slot *slot = live_slot(self);
    if (!slot || !has_count(count, 2) || !as_address(arguments[0], &address)) return NULL;
    uint64_t value = PyLong_AsUnsignedLongLongMask(arguments[1]);
    if (value == (uint64_t)-1 && PyErr_Occurred()) return NULL;
    if (cl_slot_copy_out(slot, address, &value, size)) return raise_fault(address, (Py_ssize_t)size);
    Py_RETURN_NONE;
}

static PyObject *slot_write_u32(SlotObject *self, PyObject *const *arguments, Py_ssize_t count) {
    return write_number(self, arguments, count, 4);
}

static PyObject *slot_write_u64(SlotObject *self, PyObject *const *arguments, Py_ssize_t count) {
    return write_number(self, arguments, count, 8);
}

static PyObject *slot_read_words(SlotObject *self, PyObject *const *arguments, Py_ssize_t count) {
    uint64_t address;
    Py_ssize_t words;
    struct cl_slot *slot = live_slot(self);
    if (!slot || !has_count(count, 2) || !as_address(arguments[0], &address) || !as_size(arguments[1], &words)) return NULL;
    if ((uint64_t)words > CLOISTER_SLOT_SIZE / 8) return raise_fault(address, words);
    uint64_t *copy = PyMem_Malloc((size_t)words * 8 + 1);
    if (!copy) return PyErr_NoMemory();
    PyObject *result = NULL;
    if (cl_slot_copy_in(slot, copy, address, (size_t)words * 8))
        raise_fault(address, words * 8);
    else
        result = PyTuple_New(words);
    for (Py_ssize_t i = 0; result && i < words; i++) {
        PyObject *word = PyLong_FromUnsignedLongLong(copy[i]);
        if (word)
            PyTuple_SET_ITEM(result, i, word);
        else
            Py_CLEAR(result);
    }
    PyMem_Free(copy);
    return result;
}

static PyObject *slot_protect(SlotObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"address", "size", "protection", "keep", NULL};
    unsigned long long start, size;
    unsigned protection;
    int keep = 0;
    struct cl_slot *slot = live_slot(self);
    if (!slot || !PyArg_ParseTupleAndKeywords(arguments, keywords, "KKI|$p", names, &start, &size, &protection, &keep))
        return NULL;
    int error = cl_slot_protect(slot, start, size, keep && protection == CL_NONE ? CL_KEPT : protection);
    if (error) return raise_errno(error);
    Py_RETURN_NONE;
}

static PyObject *slot_discard(SlotObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"address", "size", "is_lazy", NULL};
    unsigned long long start, size;
    int is_lazy = 0;
    struct cl_slot *slot = live_slot(self);
    if (!slot || !PyArg_ParseTupleAndKeywords(arguments, keywords, "KK|$p", names, &start, &size, &is_lazy)) return NULL;
    int error = cl_slot_discard(slot, start, size, is_lazy);
    if (error) return raise_errno(error);
    Py_RETURN_NONE;
}

static PyObject *slot_resident_size(SlotObject *self, PyObject *unused) {
    (void)unused;
    struct cl_slot *slot = live_slot(self);
    if (!slot) return NULL;
    int64_t size = cl_slot_resident(slot);
    return size < 0 ? raise_errno((int)size) : PyLong_FromLongLong(size);
}

static PyObject *slot_fork(SlotObject *self, PyObject *unused) {
    (void)unused;
    struct cl_slot *child, *slot = live_slot(self);
    if (!slot) return NULL;
    int error = cl_slot_fork(slot, &child);
    return error ? raise_errno(error) : (PyObject *)slot_object(self->image, child);
}

static PyObject *slot_release(SlotObject *self, PyObject *unused) {
    (void)unused;
    if (!self->slot) Py_RETURN_NONE;
    if (self->slot->context_count) {
        PyErr_SetString(PyExc_RuntimeError, "a context lives in the slot");
        return NULL;
    }
    cl_slot_give(self->slot);
    self->slot = NULL;
    Py_RETURN_NONE;
}

/* Every context holds a reference, so none lives in it any more. */
static void slot_dealloc(SlotObject *self) {
    if (self->slot) cl_slot_give(self->slot);
    Py_XDECREF(self->image);
    Py_TYPE(self)->tp_free(self);
}

#define FAST(name) {#name, (PyCFunction)(void (*)(void))slot_##name, METH_FASTCALL, NULL}

static PyMethodDef methods[] = {
    FAST(read),
    FAST(write),
    FAST(read_cstring),
    FAST(read_words),
    FAST(write_u32),
    FAST(write_u64),
    {"read_u32", (PyCFunction)slot_read_u32, METH_O, NULL},
    {"read_u64", (PyCFunction)slot_read_u64, METH_O, NULL},
    {"protect", (PyCFunction)(void (*)(void))slot_protect, METH_VARARGS | METH_KEYWORDS, NULL},
    {"discard", (PyCFunction)(void (*)(void))slot_discard, METH_VARARGS | METH_KEYWORDS, NULL},
    {"resident_size", (PyCFunction)slot_resident_size, METH_NOARGS, NULL},
    {"fork", (PyCFunction)slot_fork, METH_NOARGS, NULL},
    {"release", (PyCFunction)slot_release, METH_NOARGS, NULL},
    {0},
};

static PyMemberDef members[] = {
    {"image", T_OBJECT_EX, offsetof(SlotObject, image), READONLY, NULL},
    {"index", T_UINT, offsetof(SlotObject, index), READONLY, NULL},
    {0},
};

PyTypeObject SlotType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cloister.core._core.Slot",
    .tp_basicsize = sizeof(SlotObject),
    .tp_dealloc = (destructor)slot_dealloc,
    .tp_methods = methods,
    .tp_members = members,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};
