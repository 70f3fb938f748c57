/* From the core's errno to Python's exceptions. */

#include "binding.h"

#include <errno.h>

PyObject *FaultError;

PyObject *raise_errno(int error) {
    switch (-error) {
    case ENOMEM: return PyErr_NoMemory();
    case EINVAL: PyErr_SetString(PyExc_ValueError, "range, layout or entry is not valid"); return NULL;
    case ENOTSUP: PyErr_SetString(PyExc_RuntimeError, "this CPU or kernel lacks FSGSBASE or XSAVE, or a shadow stack is in use"); return NULL;
    default: errno = -error; return PyErr_SetFromErrno(PyExc_RuntimeError);
    }
}

PyObject *raise_fault(uint64_t address, Py_ssize_t size) {
    PyObject *arguments = Py_BuildValue("(Kn)", (unsigned long long)address, size);
    if (arguments) PyErr_SetObject(FaultError, arguments);
    Py_XDECREF(arguments);
    return NULL;
}
