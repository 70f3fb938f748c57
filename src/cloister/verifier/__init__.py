"""The verifier: machine code in, verdict out. It trusts nobody, knows nothing of the toolchain, and imports abi only.

`step.step` is the specification: a pure function that reads like the opcode tables of the SDM (`tables`). `automaton`
tabulates it, `native/verifier` runs the table, `verdict.verify` is what the loader calls and `diagnose.diagnose` what
`cloister verify` shows. docs/verifier.md has the rules and what the loader must do around it.
"""

from cloister.verifier.cache import fingerprint
from cloister.verifier.diagnose import diagnose
from cloister.verifier.refusal import Refusal
from cloister.verifier.verdict import Verdict, verify

__all__ = ["Refusal", "Verdict", "diagnose", "fingerprint", "verify"]
