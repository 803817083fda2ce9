"""What later parts tell the targets: they may not import them, but a task is proved by their figures and filings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from taizhang.core.actor import Actor
from taizhang.targets.types import ProofRef, Standing

ProofProvider = Callable[[Actor, Collection[ProofRef]], Mapping[ProofRef, Standing]]
_PROVIDERS: list[ProofProvider] = []


def register_proof_provider(provider: ProofProvider) -> None:
    """`provider(actor, refs)` tells how those refs stand that it knows and the actor may see, in a constant number of
    queries."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def standings(actor: Actor, refs: Collection[ProofRef]) -> dict[ProofRef, Standing]:
    """How figures and ledgers stand; what nobody knows, or the actor may not see, is left out."""
    wanted = set(refs)
    found: dict[ProofRef, Standing] = {}
    for provider in _PROVIDERS if wanted else ():
        found.update(provider(actor, wanted))
    return found
