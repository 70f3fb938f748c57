"""Documentation that is derived from the code: one file a document, each with `text()`."""
