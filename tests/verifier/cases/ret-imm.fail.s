ret $8
