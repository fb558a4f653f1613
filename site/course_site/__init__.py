"""The course as web pages on which the dials turn without a kernel: `make site`.

settings    at which settings a panel's picture is recorded
record      runs a notebook's code and turns each panel that it shows
pictures    many pictures of one panel, packed: what they share once, and what differs
stage       a notebook as it goes to Sphinx, its panels and guesses as the page shows them
extension   what Sphinx is told besides: formulas, links to the glossary, our scripts and styles
build       all of it, one after the other; what has not changed is not recorded again
compare     the recording held against the live panels: every text, every pixel
static/     recorded.js, which stands in for the kernel, and the pages' styles
"""
