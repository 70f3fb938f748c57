each:
1: loop 1b
1: loope 1b
1: loopne 1b
1: jrcxz 1b
