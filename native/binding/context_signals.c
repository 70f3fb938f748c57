/* Context: what signal delivery needs, registers and saved states. */

#include "binding.h"

PyObject *context_push_signal(ContextObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"handler", "stack", "rdi", "rsi", "rdx", NULL};
    unsigned long long handler, stack, values[3];
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "KKKKK", names, &handler, &stack, &values[0], &values[1], &values[2]) ||
        !live_context(self))
        return NULL;
    if (self->context->is_pending || self->context->state == CL_IN_RING) {
        PyErr_SetString(PyExc_RuntimeError, "complete or restart the pending syscall first");
        return NULL;
    }
    const uint64_t registers[3] = {values[0], values[1], values[2]};
    int error = cl_signal_push(self->context, handler, stack, registers);
    if (error) return raise_errno(error);
    Py_RETURN_NONE;
}

PyObject *get_signal_mask(ContextObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLongLong(self->context ? self->context->signal_mask : 0);
}

int set_signal_mask(ContextObject *self, PyObject *value, void *unused) {
    (void)unused;
    unsigned long long mask = value ? PyLong_AsUnsignedLongLongMask(value) : 0;
    if (PyErr_Occurred() || !live_context(self)) return -1;
    self->context->signal_mask = mask;
    self->context->has_signal_mask = true;
    return 0;
}

PyObject *get_pending_signals(ContextObject *self, void *unused) {
    (void)unused;
    return PyBool_FromLong(self->context && self->context->has_pending_signals);
}

int set_pending_signals(ContextObject *self, PyObject *value, void *unused) {
    (void)unused;
    int is_true = value ? PyObject_IsTrue(value) : -1;
    if (is_true < 0) return -1;
    if (self->context) self->context->has_pending_signals = is_true;
    return 0;
}

static const struct {
    const char *name;
    int index;
} register_names[] = {{"rax", RAX}, {"rbx", RBX}, {"rcx", RCX}, {"rdx", RDX}, {"rsi", RSI}, {"rdi", RDI}, {"rbp", RBP},
                      {"r8", R8},   {"r9", R9},   {"r10", R10}, {"r12", R12}, {"r13", R13}, {"r15", R15}, {"rsp", R14}};
enum { REGISTER_NAMES = sizeof register_names / sizeof *register_names };

/* 1 and the value if `registers` has the name, 0 if not, -1 with an exception. */
static int wanted_register(PyObject *registers, const char *name, uint64_t *value) {
    PyObject *item = PyDict_GetItemString(registers, name);
    if (!item) return 0;
    *value = PyLong_AsUnsignedLongLongMask(item);
    return *value == (uint64_t)-1 && PyErr_Occurred() ? -1 : 1;
}

static uint64_t shown_rip(const struct cl_context *context) {
    const struct cl_registers *regs = &context->regs;
    uint64_t rip = regs->how == CL_AT_RIP ? regs->rip : *(uint64_t *)regs->gpr[RSP];
    return (uint32_t)(rip - (uint64_t)context->base);
}

/* A state saved between two arbitrary instructions may stand inside a pseudo-instruction, where every register and flag
   counts: there changes are taken only together with a new RIP, which must be a cfi_label. */
static int change_registers(struct cl_context *context, PyObject *registers) {
    struct cl_registers *regs = &context->regs;
    uint64_t rip, value;
    int has_rip = wanted_register(registers, "rip", &rip);
    if (has_rip < 0) return -1;
    bool moves = has_rip && rip != shown_rip(context) && cl_image_is_label(context->slot->image, rip);
    if (!moves && regs->how == CL_AT_RIP) return 0;
    for (int i = 0; i < REGISTER_NAMES; i++) {
        int found = wanted_register(registers, register_names[i].name, &value);
        if (found < 0) return -1;
        if (found) regs->gpr[register_names[i].index] = value;
    }
    if (!moves) return 0;
    if (regs->how != CL_AT_RIP) regs->gpr[RSP] += 8; /* the gate call has returned */
    regs->rip = (uint64_t)context->base + rip;
    regs->gpr[R11] = 0;
    regs->rflags = CL_FLAGS_FIXED;
    regs->how = CL_AT_RIP;
    return 0;
}

PyObject *context_pop_signal(ContextObject *self, PyObject *arguments, PyObject *keywords) {
    static char *names[] = {"registers", NULL};
    PyObject *registers = Py_None;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "|O", names, &registers) || !live_context(self)) return NULL;
    if (registers != Py_None && !PyDict_Check(registers)) {
        PyErr_SetString(PyExc_TypeError, "registers: a dict");
        return NULL;
    }
    if (cl_signal_pop(self->context)) {
        PyErr_SetString(PyExc_RuntimeError, "no saved state is pending at this depth");
        return NULL;
    }
    if (registers != Py_None && change_registers(self->context, registers)) return NULL;
    Py_RETURN_NONE;
}

PyObject *context_signal_depth(ContextObject *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(self->context ? self->context->saved_count : 0);
}

/* Slot offsets only: inside a string_guard RDI and RSI are host addresses. */
static uint64_t shown_value(const struct cl_context *context, int index) {
    uint64_t value = context->regs.gpr[index];
    bool is_exposed = context->regs.how == CL_AT_RIP && (index == RDI || index == RSI);
    return is_exposed && value - (uint64_t)context->base <= CLOISTER_SLOT_SIZE ? (uint32_t)value : value;
}

static int set_number(PyObject *dict, const char *name, uint64_t value) {
    PyObject *number = PyLong_FromUnsignedLongLong(value);
    int result = number ? PyDict_SetItemString(dict, name, number) : -1;
    Py_XDECREF(number);
    return result;
}

PyObject *context_registers(ContextObject *self, PyObject *unused) {
    (void)unused;
    struct cl_context *context = live_context(self);
    PyObject *result = context ? PyDict_New() : NULL;
    if (!result) return NULL;
    int error = 0;
    for (int i = 0; i < REGISTER_NAMES && !error; i++)
        error = set_number(result, register_names[i].name, shown_value(context, register_names[i].index));
    if (!error) error = set_number(result, "r11", 0) || set_number(result, "r14", 0);
    if (!error) error = set_number(result, "rip", shown_rip(context));
    if (!error) error = set_number(result, "rflags", context->regs.how == CL_AT_RIP ? context->regs.rflags : CL_FLAGS_FIXED);
    if (error) Py_CLEAR(result);
    return result;
}
