"""`cloister completion`: the script that teaches a shell our commands and options."""

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    \b
      bash:  eval "$(cloister completion bash)"            (in ~/.bashrc)
      zsh:   eval "$(cloister completion zsh)"             (in ~/.zshrc)
      fish:  cloister completion fish | source             (in config.fish)
    """
    make = get_completion_class(shell)
    assert make is not None
    click.echo(make(context.find_root().command, {}, "cloister", "_CLOISTER_COMPLETE").source())
