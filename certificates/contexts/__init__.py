"""JSON-LD contexts from disk: what a signature means must not depend on a network."""

from pathlib import Path
from typing import Any

from pyld import BUNDLED_CONTEXTS, FrozenDocumentLoader
from pyld.context_resolver import ContextResolver

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_FOLDER = Path(__file__).parent


def offline_loader() -> Any:  # noqa: ANN401
    """Return a pyld document loader that knows the two contexts and refuses everything else."""
    return FrozenDocumentLoader(
        {
            CREDENTIALS: BUNDLED_CONTEXTS[CREDENTIALS],
            OPEN_BADGES: _FOLDER / "open-badges-3.0.3.json",
        }
    )


def shared_resolver() -> ContextResolver:
    """Return a resolver that keeps what it made of the two contexts for the whole process.

    Only documents that list exactly these two get here, so nothing foreign is ever kept.
    """
    return ContextResolver(_RESOLVED, _load_for_ever)


_RESOLVED: dict[str, Any] = {}
_LOADER = offline_loader()


def _load_for_ever(url: str, options: Any) -> Any:  # noqa: ANN401
    return {**_LOADER(url, options), "tag": "static"}
