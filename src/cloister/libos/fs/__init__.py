"""File systems: each is a FileSystem and the Inode classes of its files."""
