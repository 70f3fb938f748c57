/* Nothing of it is needed: see tconfig.h. */
