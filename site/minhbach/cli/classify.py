"""The classifier from a terminal: train it, and ask it."""

import sys
from datetime import datetime

import click
import orjson

from minhbach.city import City
from minhbach.config import Settings, today
from minhbach.errors import BadInput


@click.group(invoke_without_command=True)
@click.pass_context
def classify(context: click.Context) -> None:
    """Lines on stdin → one JSON a line: category or null, agency, score and the words that decided."""
    if context.invoked_subcommand is None:
        _ask(Settings.from_environment())


@classify.command("train")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The date it carries (default: today).")
@click.option("--pack", is_flag=True, help="From the pack's examples alone, into the pack: for new homes.")
def classify_train(day: datetime | None, pack: bool) -> None:
    """Learn from the pack's examples and from accepted reports; writes classifier/ in the home."""
    from minhbach.classifier.training import MODEL, accepted_reports, keep, pack_examples, train
    from minhbach.records.store import open_records

    settings = Settings.from_environment()
    categories = City.load(settings.data).category_codes
    examples = pack_examples(settings.data, categories)
    if not pack:
        examples += accepted_reports(open_records(settings), categories)
    trained = train(examples, day.date() if day else today(settings))
    if pack:
        trained.model.save(settings.data / MODEL)
    else:
        keep(trained, settings.home)
    click.echo(trained.line())


def _ask(settings: Settings) -> None:
    from minhbach.classifier.adviser import adviser

    model = adviser(settings)
    if model is None:
        raise BadInput("there is no model: run 'minhbach classify train'")
    city = City.load(settings.data)
    for line in sys.stdin:
        found = model.suggest(line)
        category = city.categories.get(found.category) if found else None
        told = {
            "category": category.code if category else None,
            "agency": category.agency if category else None,
            "score": round(found.score, 3) if found else None,
            "words": list(found.words) if found else [],
        }
        click.echo(orjson.dumps(told))


COMMANDS = (classify,)
