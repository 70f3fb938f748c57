cld
