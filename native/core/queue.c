/* FIFOs of contexts. General registers only: a context on its way between two processes must leave nothing of the
   core's (pointers moved in pairs, say) in a vector register. */

#include "core.h"

#pragma GCC target("general-regs-only")

void cl_queue_push(struct cl_queue *queue, struct cl_context *context) {
    context->queue = queue;
    context->next = NULL;
    context->previous = queue->tail;
    if (queue->tail)
        queue->tail->next = context;
    else
        queue->head = context;
    queue->tail = context;
    queue->count++;
}

void cl_queue_push_front(struct cl_queue *queue, struct cl_context *context) {
    context->queue = queue;
    context->previous = NULL;
    context->next = queue->head;
    if (queue->head)
        queue->head->previous = context;
    else
        queue->tail = context;
    queue->head = context;
    queue->count++;
}

void cl_queue_remove(struct cl_context *context) {
    struct cl_queue *queue = context->queue;
    if (!queue) return;
    if (context->previous)
        context->previous->next = context->next;
    else
        queue->head = context->next;
    if (context->next)
        context->next->previous = context->previous;
    else
        queue->tail = context->previous;
    context->queue = NULL;
    queue->count--;
}

struct cl_context *cl_queue_pop(struct cl_queue *queue) {
    struct cl_context *context = queue->head;
    if (context) cl_queue_remove(context);
    return context;
}

void cl_make_runnable(struct cl_context *context) {
    if (context->is_stopped) {
        context->state = CL_STOPPED;
        return;
    }
    context->state = CL_RUNNABLE;
    cl_queue_push(&cl_core.run_queue, context);
}
