"""The table of commands, with their arguments and their help."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from studio.commands import describe, housekeeping, machine, sample, takes, training, work
from studio.commands import measure as measuring
from studio.commands.terminal import Exit, ExitError, Terminal

app = typer.Typer(
    name="storyreel",
    help="From a storyboard to a finished film. `storyreel [FILM]` opens the editor.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

_INTERRUPTED = 130  # what Typer makes of Ctrl+C, outside of the work that ends in its own way
_WRONG_USE = typer.BadParameter.__mro__[1]  # the parser's complaints, whichever parser this Typer has

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else there.")]
Film = Annotated[Path, typer.Argument(metavar="FILM", help="A film's folder, NAME.storyreel.")]


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Where the film is made; .storyreel is added where it is missing.")],
    template: Annotated[str | None, typer.Option(help="Begin with a template, such as sample.")] = None,
    shots: Annotated[
        Path | None, typer.Option(metavar="FILE.csv|.fountain", help="A list of shots, one a row, or a screenplay.")
    ] = None,
    cast: Annotated[Path | None, typer.Option(metavar="FOLDER", help="One subfolder of pictures a character.")] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Size in pixels. 1280x720 where not given.")] = None,
    rate: Annotated[str | None, typer.Option(help="Frames per second. 24 where not given.")] = None,
    json: Json = False,
) -> None:
    """Make a new film.

    Example: `storyreel new rain --shots shots.csv --cast cast/ --size 1920x1080`
    """
    work.new(Terminal(json), folder, template, shots, cast, size, rate)


@app.command("import")
def import_(
    film: Film,
    shots: Annotated[Path, typer.Argument(metavar="IN.csv|IN.fountain", help="A list of shots, or a screenplay.")],
    json: Json = False,
) -> None:
    """Take shots into a film, at its end: from a list with one a row, or from a screenplay in the Fountain format.

    Example: `storyreel import rain.storyreel second-act.fountain`
    """
    work.import_shots(Terminal(json), film, shots)


@app.command()
def render(
    film: Film,
    shot: Annotated[list[str] | None, typer.Option(metavar="ID|NAME", help="Only this shot; may be repeated.")] = None,
    stale: Annotated[bool, typer.Option("--stale", help="Also shots whose take is out of date.")] = False,
    backend: Annotated[str | None, typer.Option(metavar="ID", help="Render with this backend.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2**31 - 1, help="The first take's seed.")] = None,
    takes: Annotated[int, typer.Option(min=1, max=100, help="Takes that each shot shall have.")] = 1,
    json: Json = False,
) -> None:
    """Render the takes that a film lacks; what was done before is kept, so it can go on after an interruption.

    Example: `storyreel render rain.storyreel --shot "Shot 2" --takes 3`
    """
    work.render(Terminal(json), film, shot or [], stale, backend, seed, takes)


@app.command()
def export(
    film: Film,
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    preset: Annotated[str | None, typer.Option(metavar="ID", help="mp4, prores, lossless; by OUT's ending.")] = None,
    range_: Annotated[
        str | None, typer.Option("--range", metavar="IN-OUT", help="Timecodes or frame numbers, out not included.")
    ] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Another size than the film's.")] = None,
    json: Json = False,
) -> None:
    """Write the cut as a film file.

    Example: `storyreel export rain.storyreel rain.mp4 --range 00:00:02:00-00:00:10:00`
    """
    work.export(Terminal(json), film, out, preset, range_, size)


@app.command()
def check(film: Film, json: Json = False) -> None:
    """Say what is wrong with a film: missing files, shots that don't fit their backend, names that nobody has.

    Example: `storyreel check rain.storyreel`
    """
    describe.check(Terminal(json), film)


@app.command()
def show(
    film: Annotated[Path, typer.Argument(metavar="FILM|TAKE", help="A film's folder, or the file of a take.")],
    json: Json = False,
) -> None:
    """Show a film as a table, or how a take was made, as its file says.

    Example: `storyreel show rain.storyreel --json`
    """
    if takes.is_take(film):
        takes.show_take(Terminal(json), film)
    else:
        describe.show(Terminal(json), film)


@app.command()
def usage(film: Film, json: Json = False) -> None:
    """Say what a film occupies on disk, and which of its takes and media nothing uses.

    Example: `storyreel usage rain.storyreel`
    """
    housekeeping.usage(Terminal(json), film)


@app.command()
def trash(
    film: Film,
    unused: Annotated[bool, typer.Option("--unused", help="Move takes and media there that nothing uses.")] = False,
    restore: Annotated[bool, typer.Option("--restore", help="Give all back to their shots and the film.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Delete what lies there for good.")] = False,
    json: Json = False,
) -> None:
    """Show a film's trash, where removed takes and media lie; move them there, back, or delete them.

    Example: `storyreel trash rain.storyreel --unused`
    """
    housekeeping.trash(Terminal(json), film, unused, restore, empty)


@app.command()
def relink(
    film: Film,
    search: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to look, and in all folders below.")],
    json: Json = False,
) -> None:
    """Bring missing files back from another folder, found by their content whatever they are called.

    Example: `storyreel relink rain.storyreel /media/backup`
    """
    housekeeping.relink(Terminal(json), film, search)


@app.command()
def collect(
    film: Film,
    target: Annotated[Path, typer.Argument(help="A zip file, or a new film's folder.")],
    json: Json = False,
) -> None:
    """Write a film with all that it refers to into one folder or one zip file, to be moved or kept.

    Example: `storyreel collect rain.storyreel rain.zip`
    """
    housekeeping.collect(Terminal(json), film, target)


@app.command()
def duplicate(
    film: Film,
    target: Annotated[Path, typer.Argument(help="The new film; .storyreel is added where it is missing.")],
    without_takes: Annotated[bool, typer.Option("--without-takes", help="Leave all takes out.")] = False,
    json: Json = False,
) -> None:
    """Make a film of another name from this one, with or without its takes.

    Example: `storyreel duplicate rain.storyreel storm --without-takes`
    """
    housekeeping.duplicate(Terminal(json), film, target, without_takes)


@app.command()
def measure(
    paths: Annotated[list[Path], typer.Argument(metavar="CLIP…|FILM", help="Video files, or a film's folder.")],
    reference: Annotated[
        list[Path] | None, typer.Option(metavar="IMAGE", help="A picture to look for in the clips; may be repeated.")
    ] = None,
    seams: Annotated[
        bool, typer.Option("--seams", help="How the clips of a film's cut join, and how far chains of shots drift.")
    ] = False,
    json: Json = False,
) -> None:
    """Measure clips, or a film's seams.

    Of a clip: flicker, 1 for none; motion in percent of the diagonal per second; sync, the share of sounds and
    movements that begin together. Of a reference in it: likeness, the share of its colours that is seen in one place (a
    look at colours, not at faces), its least, and its drift; copy, 1 where a frame is the reference itself.

    Of a seam: differences of colour are CIEDE2000, 1 is just to be seen; contrast and sharpness are ratios.

    Example: `storyreel measure take.mov --reference ada.png` or `storyreel measure rain.storyreel --seams`
    """
    measuring.measure(Terminal(json), paths, reference or [], seams)


@app.command()
def backends(json: Json = False) -> None:
    """List what can render takes.

    Example: `storyreel backends`
    """
    machine.backends(Terminal(json))


@app.command()
def doctor(json: Json = False) -> None:
    """Say what this machine has and what is missing.

    Example: `storyreel doctor`
    """
    machine.doctor(Terminal(json))


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Don't open the editor afterwards.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the sample film is exported.")] = None,
    json: Json = False,
) -> None:
    """Make the sample film: render it, export it, and open it in the editor where there is a display.

    Example: `storyreel demo --headless --out sample.mp4`
    """
    sample.demo(Terminal(json), headless, out)


@app.command()
def train(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Which model, such as toy-theatre.")],
    minutes: Annotated[
        float | None, typer.Option(min=0.1, help="How long in all; the recipe's own where not given.")
    ] = None,
    device: Annotated[str | None, typer.Option(help="cpu or cuda; the best there is where not given.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last training ended.")] = False,
    start: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Learn on from these weights, not from nothing.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the weights are written.")] = None,
    json: Json = False,
) -> None:
    """Train a model that comes with Storyreel, from nothing to the file that is shipped.

    Example: `storyreel train toy-theatre --minutes 60 --resume`
    """
    training.train(Terminal(json), model, minutes, device, resume, start, out)


@app.command()
def bench(
    name: Annotated[list[str] | None, typer.Argument(help="Which to run; all speeds where none is named.")] = None,
    requests: Annotated[int, typer.Option(min=2, max=4096, help="How many clips a model is judged by.")] = 256,
    json: Json = False,
) -> None:
    """Measure the program's speeds on this machine, or how good a model is, against what is promised.

    Example: `storyreel bench edit scrub` or `storyreel bench toy-theatre --requests 64`
    """
    machine.bench(Terminal(json), name or [], requests)


def run() -> None:
    """Run the command that the arguments name."""
    terminal = Terminal("--json" in sys.argv)
    try:
        code = app(standalone_mode=not terminal.as_json)
    except SystemExit as ended:
        code = ended.code
    except ExitError as error:
        _end(terminal, error)
    except Exception as error:
        if not terminal.as_json:
            raise
        _end(terminal, _explain(error))
    if code == _INTERRUPTED:
        _end(terminal, ExitError(Exit.INTERRUPTED, "Stopped; run the same command again."))
    raise SystemExit(code)


def _explain(error: Exception) -> ExitError:
    """What the parser complains of, or what nobody foresaw."""
    if isinstance(error, _WRONG_USE):
        return ExitError(Exit.WRONG_USE, f"{error}; see --help.")
    traceback.print_exception(error)
    return ExitError(Exit.SOME_FAILED, f"Storyreel broke down ({error!r}); standard error has the details.")


def _end(terminal: Terminal, error: ExitError) -> NoReturn:
    if not terminal.as_json:
        terminal.warn(str(error))
    terminal.give({"error": str(error)}, code=error.code)
