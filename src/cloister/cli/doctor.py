"""`cloister doctor`: says what this machine lacks."""

import click

from cloister.cli.machine import Finding, Verdict, examine

COLOURS = {Verdict.OK: "green", Verdict.SLOWER: "yellow", Verdict.BUILDS: "yellow", Verdict.VITAL: "red"}


@click.command("doctor")
def command() -> int:
    """Check whether this machine can run and build programs for Cloister, and how many SIPs fit.

    \b
    missing    Cloister cannot run here
    no builds  programs run, but cannot be built
    slower     everything works, slower or with fewer SIPs than elsewhere

    Exit status: 0 if programs can run, 1 if something vital is missing.
    """
    findings = examine()
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        _show(finding, width)
    return int(any(finding.verdict is Verdict.VITAL for finding in findings))


def _show(finding: Finding, width: int) -> None:
    verdict = click.style(f"{finding.verdict.value:9}", fg=COLOURS[finding.verdict])
    click.echo(f"{verdict}  {finding.name:{width}}  {finding.fact}")
