"""Every word that the site itself says, around the pages' text, by language.

An edition in another language adds one column here, with the same keys, and changes no template and
no script. The language is that of the figures' words. A template asks ``word("minutes", n=3)``; a
script finds its words in the attributes of the element that it changes.
"""

from course_lib.figures.words import language

WORDS: dict[str, dict[str, str]] = {
    "en": {
        # The frame of each page.
        "title": "{title}: the structures of deep learning, in NumPy",
        "contents": "Contents of the book",
        "search": "Search the book",
        "on this page": "On this page",
        "chapter": "Chapter {number}, page {at} of {of}",
        "part": "{caption}, page {at} of {of}",
        "minutes": "{n} min",
        "minutes long": "{n} minutes to read",
        "read": "read",
        "unread": "not read yet",
        "mark": "Mark this page as read",
        "marked": "You have read this page",
        # The first page.
        "start": "Start reading",
        "continue": "Continue: {title}",
        "try a lab": "Try a lab",
        "for teachers": "For teachers",
        "repository": "Repository",
        "lecture": "The lecture, in Chinese:",
        "lecture page": "slides and course page",
        "lecture video": "video on bilibili",
        "fact pages": "pages, one question each",
        "fact hours": "hours to read them",
        "fact figures": "figures that move",
        "fact labs": "labs that check your code",
        # The foot of each page.
        "source": "Source",
        "report": "Report an error on this page",
        "report title": "Error on the page “{title}”",
        "report body": (
            "Page: {address}\n"
            "Version of the book: {version}\n\n"
            "What does the page say?\n\n\n"
            "What should it say, and how do you know?\n\n"
        ),
        "cite": "Cite",
        "cite title": "Cite this page",
        "cite text": "{author} ({year}). {title}. In: {book}. {address}",
        "cite file": "For programs: CITATION.cff",
        "licence": "Licence",
        # The page for an address that is missing.
        "missing": "This page does not exist",
        "missing why": "The address may be old or mistyped. Search the book, or start again:",
        "first page": "The first page",
        # The search.
        "search title": "Search",
        "search no script": "The search needs JavaScript. Without it there is the",
        "index": "index",
        "found": "{n} results",
        "found one": "1 result",
        "found none": "Nothing found. Try one word, in English or in Chinese.",
        "kind lab": "lab",
        "kind looked up": "reference",
        "kind solutions": "solutions of a lab",
        "kind api": "API",
        # The glossary.
        "filter": "Show the terms with these letters:",
        "explained": "Explained in {title}",
        # Cells.
        "code of figure": "Code of this figure",
        "code": "Code",
        # The offline zip.
        "offline": (
            "Open index.html by a double click to read the book. To run its cells too, type in "
            "this folder:\n\n"
            "    python -m http.server\n\n"
            "and open http://127.0.0.1:8000/ in a browser. Nothing is loaded from the network."
        ),
        # Running the cells in the page: before a press,
        "run run": "Run cell {k}",
        "run change": "Change cell {k}",
        "run about": "about {n} s here",
        "run whole": "Check the whole lab",
        "run solved": "{n} of {of} solved",
        "run unloaded": "The part of the page that runs code could not be loaded. Try it again.",
        "run here": "In this page",
        "run here note": "Python in your browser: no account, nothing to install.",
        # while Python comes and runs,
        "run bar": "Python in this page",
        "run progress": "How far it is",
        "run how": "Press the triangle at a cell: it runs, with the cells before it.",
        "run coming": "Python comes.",
        "run loading": "Python is being loaded, {mb} of {all} MB, once.",
        "run starting": "Python starts.",
        "run running": "Cell {k} of {of} runs.",
        "run running slow": "Cell {k} of {of} runs, about {n} s here.",
        "run training": "Step {done} of {total}. {says}",
        "run stop": "Stop",
        "run stopped": "Stopped. The next run starts afresh.",
        "run more": "More",
        "run close": "Close",
        # after it,
        "run done": "Done.",
        "run same": "Done. It shows what stood here before.",
        "run failed": "Cell {k} stopped. {name}: {says}",
        "run judged": "{says}",
        "run broken": "Python could not start here: {why}",
        "run error": "Line {line}: {name}: {says}",
        "run error elsewhere": "{name}: {says}",
        "run all": "Run all cells",
        # the reader's own code,
        "run code": "Code of cell {k}",
        "run keys": "Ctrl-Enter runs it. Tab indents; Escape, then Tab, leaves the field.",
        "run yours": "Changed by you.",
        "run older": "Changed by you. Since then the page has changed its own code of this cell.",
        "run reset": "Put the first code back",
        "run others": "This cell has another text too, from a second tab or from a file.",
        "run others here": (
            "Cell {k} has another text too, from a second tab or from a file. Choose at the cell."
        ),
        "run other": "Show the other one",
        "run only": "Keep only this one",
        "run kept": "Your changes of before are here again, in {n} cells. Nothing has run yet.",
        "run changed page": (
            "Your changes of before are here again. The page has changed since: look at the marked "
            "cells."
        ),
        "run unkept": "This browser does not keep your changes. Download them before you leave.",
        "run download": "Download with my changes",
        "run delete": "Delete my changes",
        "run sure": "Delete all that you have changed on this page?",
        "run deleted": "Your changes of this page are deleted.",
        # all of it, on all pages,
        "run mine": "All pages that I changed",
        "run mine none": "You have changed no page so far.",
        "run mine cell": "(1 cell)",
        "run mine cells": "({n} cells)",
        "run mine download": "Download all as one file",
        "run mine read": "Read such a file",
        "run mine delete": "Delete all",
        "run mine sure": (
            "Delete your changes of all pages ({n}), and which exercises you have solved? This "
            "cannot be undone."
        ),
        "run mine deleted": "All your changes are deleted.",
        "run mine back": "The file is read. It has changes of {n} pages.",
        "run mine wrong": (
            "This is no file of changes that a page like this has made. Nothing is read."
        ),
        # and a whole lab.
        "run exercise": "Exercise",
        "run points": "Points",
        "run verdict": "Verdict",
        "run got of": "{got} of {of}",
        "run got": "{got} of {of} points of the open checks",
    },
}


def named(first: str) -> dict[str, str]:
    """Return all words whose key begins with a word, by the rest of their key: for a script.

    >>> named("fact")["labs"]
    'labs that check your code'
    """
    words = WORDS[language()]
    return {
        key.removeprefix(f"{first} "): text
        for key, text in words.items()
        if key.startswith(f"{first} ")
    }


def word(key: str, **places: object) -> str:
    """Return the word ``key`` in the language of the edition, its places filled.

    >>> word("chapter", number=3, at=2, of=6)
    'Chapter 3, page 2 of 6'
    """
    words = WORDS[language()]
    if key not in words:
        raise ValueError(f"word: {key!r} is not in the list; add it to tools/extension/words.py.")
    return words[key].format(**places) if places else words[key]
