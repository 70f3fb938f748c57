"""Names to files: inodes, dentries, walks, mounts. File systems are in `libos.fs`, open files in `libos.files`.

Differences from Linux: 1. reading does not change atime (as with noatime); 2. mounts are made at boot only; 3. access
control lists and file capabilities do not exist, root's powers follow from euid 0.
"""
