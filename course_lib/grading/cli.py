"""The command ``labs``: ``check`` for learners; ``grade``, ``variants``, ``export`` for teachers.

Also ``python -m course_lib.grading``. Exit codes: 0 full marks, 1 points lost, 2 a submission
rejected, nothing to grade or the command refused, 3 a fault of the grader, 130 stopped with Ctrl-C.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from course_lib.grading.exports.hub import BRANCH, REPOSITORY
from course_lib.grading.learners.clean_settings import start_anew
from course_lib.grading.learners.self_check import RejectedError, self_check
from course_lib.grading.reading.lab import Lab, LabError, labs
from course_lib.grading.results.result import Result

EXIT_FULL, EXIT_LOST, EXIT_REJECTED, EXIT_FAULT, EXIT_STOPPED = 0, 1, 2, 3, 130
STOPPED = {
    "grade": "what is graded is stored, the same command goes on from there",
    "variants": "the same command makes the rest",
    "export": "the same command does it anew",
}
NEEDED = ("nbval", "nbformat", "ipykernel")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(prog="labs", description="Check and grade the course's labs.")
    commands = whole.add_subparsers(dest="command", required=True)
    check = commands.add_parser(
        "check", help="check your own lab, in seconds", description=self_check.__doc__
    )
    check.add_argument("notebook", type=Path, help="your notebook, labs/01-dense.ipynb")
    grade = commands.add_parser("grade", help="grade notebooks, folders, archives")
    grade.add_argument("paths", type=Path, nargs="+", help="what was handed in")
    grade.add_argument("--out", type=Path, required=True, help="where the results go")
    grade.add_argument("--lab", help="accept this lab only, 01-dense")
    grade.add_argument("--labs", type=Path, help="folder of the labs' source notebooks")
    grade.add_argument("--workers", type=int, default=1, help="processes, 1 unless told")
    grade.add_argument("--scheduler", help="tcp://HOST:PORT of a dask scheduler to grade on")
    grade.add_argument(
        "--sandbox", default="auto", help="auto, bubblewrap, landlock or none (auto unless told)"
    )
    grade.add_argument(
        "--trust",
        action="store_true",
        help="grade without a sandbox: the code in the notebooks can do what you can",
    )
    _add_course(grade, required=False)
    grade.add_argument("--badge", type=Path, help="an SVG file for the sum of all points")
    grade.add_argument("--quiet", action="store_true", help="no progress, no table")
    variants = commands.add_parser("variants", help="make each student a lab of their own")
    _add_course(variants, required=True)
    variants.add_argument("--out", type=Path, required=True, help="a folder for each student")
    variants.add_argument("--lab", help="make this lab only, 03-rnn")
    variants.add_argument("--labs", type=Path, help="folder of the labs' source notebooks")
    variants.add_argument("--solutions", type=Path, help="where the solved labs go, for you alone")
    _add_exports(commands.add_parser("export", help="files for Gradescope, Moodle, Canvas, a hub"))
    return whole


def _add_exports(export: argparse.ArgumentParser) -> None:
    kinds = export.add_subparsers(dest="kind", required=True)
    zipped = kinds.add_parser("gradescope", help="an autograder as a zip")
    zipped.add_argument("--lab", required=True, help="the lab, 01-dense")
    zipped.add_argument("--out", type=Path, required=True, help="the zip file")
    zipped.add_argument(
        "--trust", action="store_true", help="grade there also where no sandbox works"
    )
    for name in ("moodle", "canvas"):
        marks = kinds.add_parser(name, help=f"the marks as CSV for {name.title()}'s gradebook")
        marks.add_argument("results", type=Path, help="the folder that `labs grade` has written")
        marks.add_argument("--students", type=Path, required=True, help=f"CSV from {name.title()}")
        marks.add_argument("--out", type=Path, required=True, help="the CSV file")
        marks.add_argument("--lab", help="the lab, if the folder has more than one")
        if name == "canvas":
            marks.add_argument("--assignment", help='the head of its column, "Lab 1 (4711)"')
    link = kinds.add_parser("link", help="a link that opens a lab on a JupyterHub")
    link.add_argument("--lab", required=True, help="the lab, 01-dense")
    link.add_argument("--hub", required=True, help="the address of the JupyterHub")
    link.add_argument("--repository", default=REPOSITORY, help="what is copied there")
    link.add_argument("--branch", default=BRANCH, help="its branch")


def _add_course(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument(
        "--seed", required=required, help="a secret of the course: it decides the students' labs"
    )
    command.add_argument(
        "--for",
        type=Path,
        dest="names",
        metavar="NAMES",
        required=required,
        help="a file with a student's name in each line",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Left out, those of the process: it then grades without the user's settings.
    """
    options = parser().parse_args(arguments)
    if options.command == "check":
        return self_check(options.notebook)
    if options.command in ("variants", "export"):
        return _refused_or(_variants if options.command == "variants" else _export, options)
    if sys.platform == "win32":
        print(
            "labs grade: it needs Linux or macOS; run it in WSL, or use `labs check`.",
            file=sys.stderr,
        )
        return EXIT_REJECTED
    if arguments is None:
        start_anew(sys.argv[1:])
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        print(
            f"labs grade: {', '.join(missing)} is not installed; "
            "pip install '.[grading]' in the project's folder brings it.",
            file=sys.stderr,
        )
        return EXIT_FAULT
    return _refused_or(_grade, options)


def _refused_or(command: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Run a command; say in one sentence why it cannot be done, or where it was stopped."""
    name = f"labs {options.command}"
    try:
        return command(options)
    except RejectedError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return EXIT_REJECTED
    except (LabError, OSError, RuntimeError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return EXIT_FAULT
    except KeyboardInterrupt:
        print(f"{name}: stopped; {STOPPED[options.command]}.", file=sys.stderr)
        return EXIT_STOPPED


def _known(options: argparse.Namespace) -> dict[str, Lab]:
    """Return all labs.

    Raises
    ------
    RejectedError
        If one is asked that is not there.
    """
    known = labs(getattr(options, "labs", None))
    if options.lab is not None and options.lab not in known:
        listed = ", ".join(known)
        raise RejectedError(f"--lab is {options.lab!r}, expected one of {listed}.")
    return known


def _course(options: argparse.Namespace) -> Any:
    """Return the seed and the names, None where there is no seed.

    Raises
    ------
    RejectedError
        If one is given without the other, is empty, or cannot be read.
    """
    from course_lib.grading.reading.variants import Course, names_in

    if options.seed is None:
        if options.names is not None:
            raise RejectedError("--for is given without --seed, which decides the students' labs.")
        return None
    if not options.seed.strip():
        raise RejectedError("--seed is empty, expected a secret of your course.")
    if options.names is None:
        return Course(options.seed)
    try:
        return Course(options.seed, names_in(options.names.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError):
        said = f"--for is {options.names}, expected a file with a name in each line."
        raise RejectedError(said) from None
    except RejectedError as error:
        raise RejectedError(f"--for {options.names}: {error}") from None


def _variants(options: argparse.Namespace) -> int:
    from course_lib.grading.reading.hand_out import hand_out

    course, known = _course(options), _known(options)
    wanted = {options.lab: known[options.lab]} if options.lab else known
    made = hand_out(course, wanted, options.out, options.solutions)
    print(f"labs variants: {len(made)} notebooks for {len(course.names)} students.")
    return EXIT_FULL


def _export(options: argparse.Namespace) -> int:
    """Write what was asked for; return 1 if a submission stands in no row."""
    from course_lib.grading.exports import gradebooks, gradescope, hub, students
    from course_lib.grading.results import result

    if options.kind == "gradescope":
        made = gradescope.autograder(_known(options)[options.lab], trust=options.trust)
        options.out.write_bytes(made)
        return EXIT_FULL
    if options.kind == "link":
        lab = _known(options)[options.lab].name
        print(hub.link(options.hub, lab, options.repository, options.branch))
        return EXIT_FULL
    marks = students.marks(options.results, options.lab)
    listed = students.read(options.students)
    if options.kind == "moodle":
        book = gradebooks.moodle(marks, listed)
    else:
        book = gradebooks.canvas(marks, listed, options.assignment)
    result.write(options.out, book.csv)
    for one in book.left:
        print(f"labs export: {one}", file=sys.stderr)
    return EXIT_LOST if book.left else EXIT_FULL


def _grade(options: argparse.Namespace) -> int:
    from course_lib.grading.reading.collect import find
    from course_lib.grading.results import likeness, report, result, summary
    from course_lib.grading.running import many_submissions
    from course_lib.grading.running.kept_kernel import Plan, fault_of

    known, course = _known(options), _course(options)
    if options.workers < 1:
        raise RejectedError(f"--workers is {options.workers}, expected at least 1.")
    badge_name = [options.badge.name] if options.badge else []
    found = find(options.paths, [*result.OF_THE_CLASS, *badge_name])
    sandbox = _sandbox(options)
    options.out.mkdir(parents=True, exist_ok=True)
    plan = Plan(options.out.resolve(), options.labs, options.lab, sandbox, course=course)
    faults: dict[str, str] = {}
    with _Progress(len(found), quiet=options.quiet) as progress:
        try:
            graded = many_submissions.grade_all(
                found,
                plan,
                workers=options.workers,
                scheduler=options.scheduler,
                progress=progress.done,
            )
        except many_submissions.GraderError as error:
            graded, faults = error.results, error.faults
    for one in graded:
        if one["extra_data"]["status"] != result.NO_RESULT:
            name = one["extra_data"]["name"]
            try:
                report.write_all(plan.out / name, one)
            except OSError as error:  # one folder must not take the table from the others
                faults[name] = fault_of(error, plan)
    pairs = likeness.alike_in(found, graded, known, course)
    _write_for_the_class(options, plan.out, graded, pairs)
    if not options.quiet:
        print(summary.table(graded))
        if pairs:
            print(likeness.in_words(pairs))
        print(f"labs grade: the results are in {options.out}")
    for name, fault in faults.items():
        print(f"labs grade: {name} has no result: {fault}", file=sys.stderr)
    return EXIT_FAULT if faults else code_of(graded)


def _write_for_the_class(
    options: argparse.Namespace, out: Path, graded: Sequence[Result], pairs: Sequence[Any]
) -> None:
    from course_lib.grading.results import badge, likeness, markdown, pages, report, result, summary

    summary.write_all(out, graded)
    markdown.write_all(out, graded)
    pages.write_all(out, graded, report.HTML, pairs)
    likeness.write_all(out, pairs)
    if options.badge is not None:
        result.write(options.badge, badge.svg(graded))


def _sandbox(options: argparse.Namespace) -> Any:
    """Return the sandbox, or refuse.

    One notebook is as dangerous as a hundred: nobody but the caller knows whose work it is.

    Raises
    ------
    RejectedError
        If it does not exist here, or there is none and the work is not the grader's own.
    """
    from course_lib.grading.outside import sandbox
    from course_lib.grading.outside.selftest import holes

    try:
        chosen = sandbox.named(options.sandbox)
    except ValueError as error:
        raise RejectedError(str(error)) from None
    if not chosen.holds and not options.trust:
        raise RejectedError(
            "there is no sandbox here, and the code of others can do what you can; install "
            "bubblewrap, or add --trust if all of it is your own, or use `labs check`."
        )
    if chosen.holds and (found := holes(chosen)):
        raise RejectedError(
            f"the sandbox {chosen.name} does not hold, in it a program can {', '.join(found)}; "
            "install bubblewrap, or choose another with --sandbox."
        )
    if not chosen.holds:
        print("labs grade: warning: the code runs without a sandbox.", file=sys.stderr)
    return chosen


def code_of(results: Sequence[Result]) -> int:
    """Return the exit code of a run.

    Examples
    --------
    >>> code_of([{"score": 9, "max_score": 10, "extra_data": {"status": "graded"}}])
    1
    """
    if any(r["extra_data"]["status"] == "rejected" for r in results):
        return EXIT_REJECTED
    return EXIT_FULL if all(r["score"] == r["max_score"] for r in results) else EXIT_LOST


class _Progress:
    """A progress bar, with tqdm where it is installed."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        self._bar: Any = None
        if not quiet and find_spec("tqdm") is not None:
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc="labs grade", unit="notebook", file=sys.stderr)

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def done(self, name: str) -> None:
        """Count one more submission."""
        if self._bar is not None:
            self._bar.update()


if __name__ == "__main__":
    sys.exit(main())
