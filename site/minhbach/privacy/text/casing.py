"""What the tagger of text with capitals sees beside the lists and surroundings: how words are capitalised."""

from minhbach.privacy.text.features import Background, describe
from minhbach.privacy.text.vocabulary import Vocabulary
from minhbach.privacy.text.words import Word

_ENDS = frozenset('.!?:"“”')


def describe_cased(
    words: list[Word], vocabulary: Vocabulary, background: Background, accents: bool
) -> list[list[str]]:
    """Feature names of every word, for a text that uses capitals."""
    described = describe(words, vocabulary, background, accents)
    shapes = ["^", *(_shape(words, at) for at in range(len(words))), "$"]
    lengths = _run_lengths(words)
    for at, features in enumerate(described):
        before, own, after = shapes[at : at + 3]
        odds = background.odds(words[at].bare) if words[at].is_word else "sign"
        features += [
            f"case={own}", f"case-={before}{own}", f"case+={own}{after}", f"cases={before}{own}{after}",
            f"case={own}/{odds}", f"run={own}{lengths[at]}",
        ]  # fmt: skip
        features += [f"case={own}|{role}" for role in vocabulary.roles(words[at], accents)]
    return described


def _shape(words: list[Word], at: int) -> str:
    """A capital that opens a sentence says little: it has a sign of its own."""
    word = words[at]
    if not word.is_word:
        return "#" if word.composed.isdigit() else "."
    if word.is_upper:
        return "A"
    if not word.is_title:
        return "a"
    opens = at == 0 or words[at - 1].composed in _ENDS
    return "S" if opens else "T"


def _run_lengths(words: list[Word]) -> list[int]:
    """For each word, how many capitalised words in a row it stands among (at most 5)."""
    lengths = [0] * len(words)
    start = 0
    for at in range(len(words) + 1):
        if at < len(words) and words[at].is_title and (at == start or words[at].gap == " "):
            continue
        lengths[start:at] = [min(at - start, 5)] * (at - start)
        start = at if at < len(words) and words[at].is_title else at + 1
    return lengths
