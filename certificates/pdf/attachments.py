"""Files inside a PDF; reportlab has no call for them."""

from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)
from reportlab.pdfgen.canvas import Canvas


def attach(canvas: Canvas, files: Mapping[str, bytes]) -> None:
    """Attach JSON ``files`` to the document, named by their keys (ASCII)."""
    document = canvas._doc  # noqa: SLF001
    specs = {name: _file_spec(document, name, files[name]) for name in sorted(files)}
    names = PDFArray([part for name, spec in specs.items() for part in (PDFString(name), spec)])
    embedded = PDFDictionary({"Names": names})
    document.Catalog.Names = PDFDictionary({"EmbeddedFiles": document.Reference(embedded)})


def _file_spec(document: Any, name: str, content: bytes) -> Any:  # noqa: ANN401
    entry = {
        "Type": PDFName("EmbeddedFile"),
        "Subtype": PDFName("application#2Fld+json"),
        "Params": PDFDictionary({"Size": len(content)}),
    }
    stream = PDFStream(PDFDictionary(entry), content, [PDFZCompress])
    spec = {
        "Type": PDFName("Filespec"),
        "F": PDFString(name),
        "UF": PDFString(name),
        "AFRelationship": PDFName("Source"),
        "EF": PDFDictionary({"F": document.Reference(stream)}),
    }
    return document.Reference(PDFDictionary(spec))
