/* The module: its types and constants. */

#include "binding.h"

static int add_types(PyObject *module) {
    static PyTypeObject *const types[] = {&CoreType, &ImageType, &SlotType, &ContextType, &RingType};
    if (PyType_Ready(&SealedViewType)) return -1;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (PyModule_AddType(module, types[i])) return -1;
    FaultError = PyErr_NewException("cloister.core._core.Fault", NULL, NULL);
    return PyModule_AddObjectRef(module, "Fault", FaultError);
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "cloister.core._core",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit__core(void) {
    PyObject *module = PyModule_Create(&definition);
    if (!module) return NULL;
    if (add_types(module) || PyModule_AddIntConstant(module, "READ", CL_READ) ||
        PyModule_AddIntConstant(module, "WRITE", CL_WRITE) || PyModule_AddIntConstant(module, "EXEC", CL_EXEC))
        Py_CLEAR(module);
    return module;
}
