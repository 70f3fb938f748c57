std
