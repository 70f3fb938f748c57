/* Image, and the buffer behind its views. */

#include "binding.h"

typedef struct {
    PyObject_HEAD
    ImageObject *image; /* keeps the mapping alive */
    const uint8_t *start;
    Py_ssize_t size;
} SealedViewObject;

static void sealed_view_dealloc(SealedViewObject *self) {
    Py_XDECREF(self->image);
    Py_TYPE(self)->tp_free(self);
}

static int sealed_view_buffer(SealedViewObject *self, Py_buffer *view, int flags) {
    return PyBuffer_FillInfo(view, (PyObject *)self, (void *)self->start, self->size, 1, flags);
}

static PyBufferProcs sealed_view_procs = {.bf_getbuffer = (getbufferproc)sealed_view_buffer};

PyTypeObject SealedViewType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cloister.core._core._SealedView",
    .tp_basicsize = sizeof(SealedViewObject),
    .tp_dealloc = (destructor)sealed_view_dealloc,
    .tp_as_buffer = &sealed_view_procs,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};

static PyObject *view(ImageObject *image, uint32_t file_offset, uint32_t size) {
    SealedViewObject *sealed = PyObject_New(SealedViewObject, &SealedViewType);
    if (!sealed) return NULL;
    sealed->image = (ImageObject *)Py_NewRef(image);
    sealed->start = image->image->view + file_offset;
    sealed->size = size;
    PyObject *result = PyMemoryView_FromObject((PyObject *)sealed);
    Py_DECREF(sealed);
    return result;
}

static PyObject *image_text_view(ImageObject *self, PyObject *unused) {
    (void)unused;
    const struct cl_image *image = self->image;
    return view(self, image->text_start - CLOISTER_GATE_BASE, image->text_end - image->text_start);
}

static PyObject *image_rodata_view(ImageObject *self, PyObject *unused) {
    (void)unused;
    const struct cl_image *image = self->image;
    return view(self, image->text_end - CLOISTER_GATE_BASE, image->rodata_end - image->rodata_start);
}

static PyObject *image_approve(ImageObject *self, PyObject *unused) {
    (void)unused;
    self->image->is_approved = true;
    Py_RETURN_NONE;
}

static PyObject *image_slot(ImageObject *self, PyObject *unused) {
    (void)unused;
    if (!self->image->is_approved) {
        PyErr_SetString(PyExc_RuntimeError, "the image was not approved");
        return NULL;
    }
    struct cl_slot *slot;
    int error = cl_slot_take(self->image, &slot);
    return error ? raise_errno(error) : (PyObject *)slot_object(self, slot);
}

static PyObject *image_warm_count(ImageObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(self->image->warm_count);
}

static int create(ImageObject *self, const Py_buffer *text, const Py_buffer *rodata, const Py_buffer *data,
                  struct cl_segments *segments) {
    segments->text = text->buf;
    segments->text_size = (size_t)text->len;
    segments->rodata = rodata->buf;
    segments->rodata_size = (size_t)rodata->len;
    segments->data = data->buf;
    segments->data_size = (size_t)data->len;
    int error = cl_image_create(segments, &self->image);
    if (error) raise_errno(error);
    return error ? -1 : 0;
}

static int image_init(ImageObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"core", "text", "text_offset", "rodata", "rodata_offset", "data", "data_offset", "data_end", NULL};
    CoreObject *core;
    Py_buffer text, rodata, data;
    unsigned long long offsets[4];
    if (self->image) {
        PyErr_SetString(PyExc_RuntimeError, "already initialised");
        return -1;
    }
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "O!$y*Ky*Ky*KK", names, &CoreType, &core, &text, &offsets[0],
                                     &rodata, &offsets[1], &data, &offsets[2], &offsets[3]))
        return -1;
    struct cl_segments segments = {
        .text_offset = offsets[0], .rodata_offset = offsets[1], .data_offset = offsets[2], .data_end = offsets[3]};
    int result = create(self, &text, &rodata, &data, &segments);
    if (!result) self->core = (CoreObject *)Py_NewRef(core);
    PyBuffer_Release(&text);
    PyBuffer_Release(&rodata);
    PyBuffer_Release(&data);
    return result;
}

static void image_dealloc(ImageObject *self) {
    if (self->image) {
        cl_image_retire(self->image);
        cl_image_unref(self->image);
    }
    Py_XDECREF(self->core);
    Py_TYPE(self)->tp_free(self);
}

static PyMethodDef methods[] = {
    {"text_view", (PyCFunction)image_text_view, METH_NOARGS, NULL},
    {"rodata_view", (PyCFunction)image_rodata_view, METH_NOARGS, NULL},
    {"approve", (PyCFunction)image_approve, METH_NOARGS, NULL},
    {"slot", (PyCFunction)image_slot, METH_NOARGS, NULL},
    {0},
};

static PyGetSetDef properties[] = {{"warm_count", (getter)image_warm_count, NULL, NULL, NULL}, {0}};

PyTypeObject ImageType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cloister.core._core.Image",
    .tp_basicsize = sizeof(ImageObject),
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)image_init,
    .tp_dealloc = (destructor)image_dealloc,
    .tp_methods = methods,
    .tp_getset = properties,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};
