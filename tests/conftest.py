"""Its place puts this folder on the import path: `harness` is for all tests that run guests."""
