"""What Sphinx is told besides: formulas as MathML, our scripts and styles, the glossary's links."""

from docutils import nodes
from docutils.utils.math import latex2mathml
from sphinx.application import Sphinx

from course_site import glossary


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.add_css_file("panel.css")
    app.add_css_file("site.css")
    app.add_js_file("recorded.js", type="module")
    app.connect("doctree-read", _without_empty_heads)
    app.connect("doctree-read", glossary.note_terms)
    app.connect("doctree-resolved", glossary.link_terms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(writer, node: nodes.math) -> None:
    writer.body.append(latex2mathml.tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block(writer, node: nodes.math_block) -> None:
    formula = latex2mathml.tex2mathml(node.astext(), as_block=True)
    writer.body.append(f'<div class="formula">{formula}</div>')
    raise nodes.SkipNode


def _without_empty_heads(app: Sphinx, tree: nodes.document) -> None:
    """A table whose head is empty (as Markdown asks for one) has none on the page."""
    for head in list(tree.findall(nodes.thead)):
        if not head.astext().strip():
            head.parent.remove(head)
