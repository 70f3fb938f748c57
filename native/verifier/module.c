/* cloister.verifier._walk: the thin binding of check(). It makes sure that the table cannot lead the loop out of bounds. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "check.h"

/* Every next state exists and all sizes agree. That the table says what `step` says is the cache's business. */
static int is_sound(const struct automaton *table, Py_ssize_t next_size, Py_ssize_t ends_size)
{
    uint16_t highest = 0;

    if (table->state_count == 0 || next_size != (Py_ssize_t)table->state_count * 512 ||
        ends_size != (Py_ssize_t)(table->inside_start * sizeof *table->ends) ||
        table->plain_start > table->inside_start || table->inside_start > table->state_count ||
        table->initial >= table->state_count || (uintptr_t)table->next % sizeof *table->next)
        return 0;
    for (Py_ssize_t i = 0; i < next_size / 2; i++)
        highest = table->next[i] > highest ? table->next[i] : highest;
    return highest < table->state_count;
}

static PyObject *run(const struct automaton *table, const struct program *program, const struct gate *gate)
{
    PyObject *marks = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)program->text_size + 1);
    struct verdict verdict;

    if (!marks)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    memset(PyBytes_AS_STRING(marks), 0, program->text_size + 1);
    verdict = check(table, program, gate, (uint8_t *)PyBytes_AS_STRING(marks));
    Py_END_ALLOW_THREADS
    if (verdict.code == NO_MEMORY) {
        Py_DECREF(marks);
        return PyErr_NoMemory();
    }
    return Py_BuildValue("iKN", verdict.code, verdict.where, marks);
}

static PyObject *walk_check(PyObject *module, PyObject *arguments)
{
    struct automaton table;
    struct program program;
    struct gate gate;
    Py_buffer next, ends, text, rodata;
    PyObject *result = NULL;
    unsigned long long text_offset, rodata_offset, entry, base, stride, count, trap;

    (void)module;
    if (!PyArg_ParseTuple(arguments, "(y*y*III)(y*Ky*KK)(KKKK)", &next, &ends, &table.plain_start, &table.inside_start,
                          &table.initial, &text, &text_offset, &rodata, &rodata_offset, &entry, &base, &stride, &count, &trap))
        return NULL;
    table.next = next.buf;
    table.ends = ends.buf;
    table.state_count = (uint32_t)(next.len / 512);
    program = (struct program){text.buf,   (uint64_t)text.len,   text_offset,
                               rodata.buf, (uint64_t)rodata.len, rodata_offset, entry};
    gate = (struct gate){base, stride, count, trap};
    if (!is_sound(&table, next.len, ends.len))
        PyErr_SetString(PyExc_ValueError, "damaged verifier table");
    else if (text.len < 4 || stride == 0)
        PyErr_SetString(PyExc_ValueError, "text of less than four bytes, or gate entries of size 0");
    else
        result = run(&table, &program, &gate);
    PyBuffer_Release(&next);
    PyBuffer_Release(&ends);
    PyBuffer_Release(&text);
    PyBuffer_Release(&rodata);
    return result;
}

static PyMethodDef methods[] = {
    {"check", walk_check, METH_VARARGS, "See _walk.pyi."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "_walk", .m_doc = "The verifier's native loop.", .m_size = 0, .m_methods = methods};

PyMODINIT_FUNC PyInit__walk(void)
{
    return PyModule_Create(&module);
}
