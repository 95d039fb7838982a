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
    },
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
