"""Names to files: inodes, dentries, walks, mounts. File systems are in `libos.fs`, open files in `libos.files`."""
