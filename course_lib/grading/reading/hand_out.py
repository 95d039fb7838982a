"""Write each student's own labs, in a folder with the student's name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.grading.learners.self_check import RejectedError
from course_lib.grading.reading.forms import Student, has_variants, notebook_of, with_true_examples
from course_lib.grading.reading.lab import Lab
from course_lib.grading.reading.release import learners, text
from course_lib.grading.reading.variants import Course, folder_of


def hand_out(
    course: Course, labs: Mapping[str, Lab], out: Path, solutions: Path | None = None
) -> Sequence[Path]:
    """Write ``out/<student>/<lab>.ipynb`` for each student and each lab; return what was written.

    Parameters
    ----------
    course : Course
        The seed and the names.
    labs : mapping
        Those of which there are variants are made.
    out : pathlib.Path
        The folder for the students.
    solutions : pathlib.Path, optional
        The folder for the solved labs, in the same order: for the teacher.

    Raises
    ------
    RejectedError
        If none of the labs has variants, another file is there already, or the students would get
        the solutions.
    LabError
        If a choice changes words that a lab does not have.
    """
    varied = [lab for lab in labs.values() if has_variants(lab)]
    if not varied:
        raise RejectedError(f"there are no variants of {', '.join(labs)}.")
    if solutions is not None and solutions.resolve().is_relative_to(out.resolve()):
        raise RejectedError(
            f"--solutions is {solutions}, expected a folder that is not in {out}, the students'."
        )
    made: dict[Path, str] = {}
    for name in course.names:
        for lab in varied:
            source = with_true_examples(
                notebook_of(lab, Student(name, course.mark(lab.name, name)))
            )
            file = Path(folder_of(name), f"{lab.name}.ipynb")
            made[out / file] = text(learners(source))
            if solutions is not None:
                made[solutions / file] = text(source)
    for path, content in made.items():
        if path.exists() and path.read_bytes() != content.encode():
            raise RejectedError(f"{path} is another file; name a folder in which it is not.")
    for path, content in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return list(made)
