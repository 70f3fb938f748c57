"""Names to files: inodes, dentries, path walks, mounts. What is behind a name is in `libos.fs`, what is open in `libos.files`."""
