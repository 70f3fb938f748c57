"""`cloister cc`: the compiler, also installed as `cloister-cc`."""

import click


@click.command(
    "cc", add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Compile C for Cloister; takes gcc's command line.

    `CC=cloister-cc ./configure && make` builds most programs unchanged. The result is a static program that
    `cloister run` starts and `cloister verify` judges.
    """
    from cloister.toolchain.driver import main

    main(list(arguments))
