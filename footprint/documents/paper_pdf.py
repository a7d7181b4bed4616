"""Papers as PDF."""

from datetime import datetime

from .paper import Block, Bullets, Grid, Heading, Paper, Said, Space, Square, Words, facts, headed, kind, square_svg
from .pdf import TEMPLATES, set_pdf

WIDEST, NARROWEST, GAP = 36, 8, 5  # characters: how far columns of words may differ, and what lies between them


def papers_pdf(papers: list[Paper], title: str, made_at: datetime) -> bytes:
    """Papers, ready to be set, as one PDF."""
    author = next((paper.organisation for paper in papers if paper.organisation), "")
    data = {"title": title, "author": author, "papers": [_paper(paper) for paper in papers]}
    return set_pdf(TEMPLATES / "paper.typ", data, made_at)


def _paper(paper: Paper) -> dict:
    return {
        "title": paper.title,
        "show_title": paper.show_title,
        "look": paper.look,
        "to": list(paper.to),
        "date": paper.date,
        "reference": paper.reference,
        "sender": list(paper.sender),
        "footer": paper.footer,
        "banner": paper.banner,
        "organisation": paper.organisation,
        "facts": [list(fact) for fact in facts(paper)],
        "blocks": [_block(block) | {"kind": kind(block)} for block in paper.blocks],
    }


def _block(block: Block) -> dict:
    if isinstance(block, Heading):
        return {"text": block.text}
    if isinstance(block, Words):
        return {"lines": block.text.split("\n")}
    if isinstance(block, Said):
        return {"lines": block.text.split("\n"), "by": block.by}
    if isinstance(block, Bullets):
        return {"items": list(block.items), "boxes": block.boxes, "pictures": list(block.pictures)}
    if isinstance(block, Grid):
        return {
            "heads": list(block.heads) if headed(block) else [],
            "rows": [list(row) for row in block.rows],
            "caption": block.caption,
            "weights": grid_weights(block),
        }
    if isinstance(block, Square):
        return {"svg": square_svg(block), "words": block.words, "address": block.address}
    if isinstance(block, Space):
        return {"lines": block.lines}
    return {}


def grid_weights(grid: Grid) -> list[int]:
    """How wide each column is beside the others, counted in characters."""
    columns = zip(grid.heads, *grid.rows, strict=True)
    first, *others = [min(WIDEST, max(NARROWEST, *map(len, column))) + GAP for column in columns]
    return [first, *others] if headed(grid) else [first, *(2 * other for other in others)]
