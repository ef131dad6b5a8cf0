"""Write one report as people write it, and note every piece of personal data that was planted."""

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from random import Random

from minhbach.demo.material import Material, Theme
from minhbach.demo.people import KINDS, Person, make_person
from minhbach.demo.typing import NEAT, Hand, some_hand
from minhbach.places.units import Place

Plant = tuple[str, str]
"""Kind and value, as it stands in the text."""


@dataclass
class Writer:
    """Writes about one place; gathers what it plants."""

    rng: Random
    material: Material
    place: Place
    """In the vintage in force."""
    district: str
    """Code of the district whose streets to name; "" for none."""
    planted: list[Plant] = field(default_factory=list)
    about: str = ""
    """The sentence that says what is wrong; an answer speaks of the same."""

    def __post_init__(self) -> None:
        streets = self.material.streets.get(self.district) or self.material.streets[""]
        self.street, self.corner = self.rng.sample(streets, 2)
        self.sender, self.other = self._person(), self._person()

    def complaint(self, theme: Theme) -> str:
        """A report about a theme: what and where, sometimes more than is wise."""
        self.about = self.rng.choice(theme.complaints)
        return self._tell(theme)

    def _tell(self, theme: Theme) -> str:
        rng, wording, shares = self.rng, self.material.wording, self.material.year["shares"]
        hand = some_hand(rng, wording)
        main = self.about
        opening = rng.choice(wording["greetings"]) if rng.random() < 0.35 else ""
        if opening.endswith(","):
            main = main[0].lower() + main[1:]
        parts = [(opening, self.sender), (main, self.sender)]
        if rng.random() < 0.45:
            parts.append((rng.choice(theme.impacts), self.sender))
        if theme.others and rng.random() < shares["others"]:
            who = rng.choice(theme.others)
            parts.append((rng.choice(self.material.people["others"][who]), self.other))
        if rng.random() < shares["itself"]:
            parts.append((rng.choice(self.material.people["itself"]), self.sender))
        if rng.random() < 0.5:
            parts.append((rng.choice(wording["requests"]), self.sender))
        return " ".join(self._say(part, who, hand) for part, who in parts if part)

    def unfit(self, templates: tuple[str, ...]) -> str:
        """A report that will be refused."""
        return self._say(self.rng.choice(templates), self.sender, some_hand(self.rng, self.material.wording))

    def answer(self, theme: Theme) -> str:
        """What the agency answers; now and then it gives the sender away."""
        fitting = _fitting(self.about, theme.answers) or self.material.wording["answers"]
        text: str = self.rng.choice(fitting)
        if self.rng.random() < self.material.year["shares"]["answered"]:
            given_away = self.rng.choice(self.material.people["answered"])
            text += " " + self._say(given_away, self.sender, NEAT)
        return text

    def say(self, template: str, **more: str) -> str:
        """Something that the sender or who answers them writes neatly, with more holes than the usual."""
        for hole, value in more.items():
            template = template.replace(f"{{{hole}}}", value)
        return self._say(template, self.sender, NEAT)

    def again(self, other: "Writer", theme: Theme) -> str:
        """A report about what another writer told of before, at the same place."""
        self.street, self.corner, self.about = other.street, other.corner, other.about
        return self._tell(theme)

    def _say(self, template: str, who: Person, hand: Hand) -> str:
        typed = hand.sentence(self.rng, template)
        for hole, attribute in KINDS.items():
            if f"{{{hole}}}" in typed:
                self.planted.append((hole, hand.finish(getattr(who, attribute))))
                typed = typed.replace(f"{{{hole}}}", getattr(who, hole))
        for hole, value in self._surroundings().items():
            typed = typed.replace(f"{{{hole}}}", value)
        return hand.finish(typed)

    def _surroundings(self) -> dict[str, str]:
        rng, wording = self.rng, self.material.wording
        ward = self.place.ward or ""
        return {
            "street": self.street,
            "corner": self.corner,
            "ward": ward[:1].lower() + ward[1:],
            "near": rng.choice(wording["near"]),
            "since": rng.choice(wording["since"]),
            "hour": rng.choice(wording["hours"]),
            "n": str(rng.randrange(2, 10)),
            "pole": f"{rng.randrange(1, 260):03d}",
            "line": f"{rng.randrange(1, 153):02d}",
        }

    def _person(self) -> Person:
        return make_person(self.rng, self.material.people, self.street)


def _fitting(complaint: str, answers: tuple[str, ...]) -> list[str]:
    """The answers that share the most pairs of neighbouring words with a complaint; none where none does."""
    asked = _pairs(complaint)
    shared = [len(asked & _pairs(answer)) for answer in answers]
    most = max(shared)
    return [answer for answer, count in zip(answers, shared, strict=True) if count == most] if most else []


@cache
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    """Vietnamese words are mostly two syllables: pairs of syllables carry the meaning."""
    return frozenset(pairwise(re.findall(r"\w+", text.lower())))
