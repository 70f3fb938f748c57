"""Open files: descriptions, descriptor tables, pipes, the host's streams and the terminal."""
