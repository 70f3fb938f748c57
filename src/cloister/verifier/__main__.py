"""`python -m cloister.verifier`: builds the table if the cache has none, and says what it is."""

from cloister.verifier.cache import automaton, specification_hash, table_path


def main() -> None:
    """Prints the number of states, the specification's hash and the file."""
    table = automaton()
    print(f"{table.state_count} states ({table.raw_state_count} before minimisation)")
    print(f"specification {specification_hash()}")
    print(table_path())


if __name__ == "__main__":
    main()
