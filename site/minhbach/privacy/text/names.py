"""Find people's names in text that uses capitals, by the rules of Vietnamese naming and address."""

from minhbach.privacy.text.capitals import capital_runs, initials, is_capital
from minhbach.privacy.text.folding import View
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.surroundings import Surroundings
from minhbach.privacy.text.vocabulary import Vocabulary, is_syllable
from minhbach.privacy.text.words import Word, longest_phrase

LONGEST_NAME = 6
NAME_ROLES = frozenset({"surnames", "middles", "givens"})
AREAS = frozenset(
    {"tỉnh", "huyện", "quận", "phường", "xã", "thành phố", "tp", "thị trấn", "thị xã", "ấp", "thôn", "bản"}
)

Name = tuple[int, int, str, int]
"""First word, end, reason and weight."""


def find_names(view: View, words: list[Word], vocabulary: Vocabulary, accents: bool) -> list[Found]:
    """Names written with capitals: titled, surname-led, foreign, initials. Reasons say which."""
    hits = []
    place_end = -1
    for start, end in capital_runs(words):
        while start < end:
            reading = _Reading(view, words, vocabulary, accents, start, end, place_end)
            hit = reading.name()
            if hit is None:
                place_end = end if reading.is_place else place_end
                break
            first, start, reason, weight = hit
            hits.append(Found(words[first].start, words[start - 1].end, "PERSON", reason, weight))
    return hits + initials(view)


class _Reading(Surroundings):
    """Decides whether a run of capitals is, or holds, a person's name."""

    def name(self) -> Name | None:
        """First word, end, reason and weight of the name in this chunk, or None."""
        start, end = self._past_places(self.start), self.end
        if start >= end:
            return None
        titled = self.title or self.introduced
        if self.is_place and start == self.start and not self.title_inside:
            return self._surname_led(start, end) if self._is_person_of_area(start) else None
        if titled and self._may_follow_title(start):
            return start, self._cut(start, end), "after a title", 50
        if self._has_surname(start) and (found := self._surname_led(start, end)):
            return found
        return self._foreign(start, end) or self._given(start, end) or self._inner_name(start, end)

    def _inner_name(self, start: int, end: int) -> Name | None:
        """A full name that ends a run of capitals: `CDC Nguyễn Văn An`."""
        for at in range(start + 1, end - 2):
            if (
                "surnames_sure" in self._roles(at)
                and NAME_ROLES & self._roles(at + 1)
                and not self._is_known(at)
            ):
                return self._surname_led(at, end)
        return None

    def _past_places(self, start: int) -> int:
        """After leading places: `Mỹ Donald Trump`, `Đồng Nai Nguyễn Văn An`; a titled street name stays."""
        titled = self.title or self.introduced
        while start < self.end:
            known = longest_phrase(self.words, start, self.vocabulary.not_people, self.accents)
            if known and titled and longest_phrase(self.words, start, self.vocabulary.streets, self.accents):
                return start
            if known is None and self._is_country_before_name(start):
                known = start + 1
            if known is None:
                return start
            start = known
        return start

    def _is_country_before_name(self, at: int) -> bool:
        """Whether the run starts with a country and goes on with a name: `Mỹ Nancy Pelosi`."""
        roles = self._roles(at)
        country = bool({"one_word_places", "capital_words"} & roles) and "surnames_sure" not in roles
        if not country or self.end - at < 3:
            return False
        return self._has_surname(at + 1) or not is_syllable(self.words[at + 1].bare)

    def _is_person_of_area(self, at: int) -> bool:
        """A full name after `Công an tỉnh`: no ward or district is called so unless the lists know it."""
        area = at > 0 and self.words[at - 1].lower in AREAS and "surnames_sure" in self._roles(at)
        return area and self.end - at == 3 and not self._is_known(at)

    def _may_follow_title(self, at: int) -> bool:
        roles = self._roles(at)
        word = self.words[at]
        alone = self.end == at + 1
        if self._is_known(at):
            return longest_phrase(self.words, at, self.vocabulary.streets, self.accents) is not None
        if self._starts_compound(at):
            return False
        if longest_phrase(self.words, at, self.vocabulary.place_heads, self.accents):
            return "surnames_sure" in roles or ("givens" in roles and alone and self._titled_by_kin(at))
        if {"capital_words", "one_word_places"} & roles:
            return bool(roles & NAME_ROLES) and (not alone or self._titled_by_kin(at) or self.introduced)
        if word.is_upper:
            return bool(NAME_ROLES & roles) or (self._titled_by_kin(at) and not alone)
        if roles & NAME_ROLES or "foreign_givens" in roles:
            return True
        return (
            len(word.composed) == 1
            or not is_syllable(word.bare)
            or self._titled_by_kin(at)
            or self.introduced
        )

    def _cut(self, start: int, end: int) -> int:
        """The end of a name that starts here: before a place, a body, or a word that no name holds."""
        for at in range(start + 1, end):
            roles = self._roles(at)
            if roles & NAME_ROLES:
                if at - start > 2 and (self._is_known(at) or self._starts_compound(at)):
                    return at
            elif (
                "capital_words" in roles
                or self._is_known(at)
                or longest_phrase(self.words, at, self.vocabulary.place_heads, self.accents)
            ):
                return at
        return min(end, start + LONGEST_NAME)

    def _surname_led(self, start: int, end: int) -> Name | None:
        end = self._cut(start, end)
        size = sum(w.is_word for w in self.words[start:end])
        if size < 2:
            return self._given(start, end)
        if self._starts_compound(end - 1):
            return None if size < 4 else (start, end - 1, "surname and given name", 42)
        second, last = self._roles(start + 1), self._roles(end - 1)
        sure = "surnames_sure" in self._roles(start)
        initial = any(len(w.composed) == 1 for w in self.words[start:end])
        if size > 5:
            return (start, start + 4, "surname and given name", 42) if sure else None
        if size > 2:
            fits = sure or initial or bool((second | last) & NAME_ROLES)
        else:
            named = sure and (initial or bool(last & NAME_ROLES))
            fits = named or self._acts(end) or ("givens" in last and not self.opens)
        return (start, end, "surname and given name", 45) if fits else None

    def _foreign(self, start: int, end: int) -> Name | None:
        words = [w for w in self.words[start:end] if w.is_word]
        if (
            not 1 <= len(words) <= 4
            or len(words[0].composed) < 3
            or any(w.is_upper for w in words)
            or not self._is_unknown(start)
        ):
            return None
        if any("short_forms" in self._roles(at) for at in range(start, end)):
            return None
        strange = sum(not is_syllable(w.bare) for w in words)
        if self._is_korean(start, end):
            return start, end, "foreign name", 41
        if len(words) == 1:
            thing = start > 0 and "things" in self._roles(start - 1)
            return (start, end, "foreign name", 35) if strange and self._acts(end) and not thing else None
        if "foreign_givens" in self._roles(start):
            return start, end, "foreign name", 41
        thing = start > 0 and "things" in self._roles(start - 1)
        return (start, end, "foreign name", 38) if strange == len(words) and not thing else None

    def _is_korean(self, start: int, end: int) -> bool:
        """`Song Hye-kyo`: a small letter after the hyphen."""
        tail = self.words[end - 1].composed
        return end - start == 4 and self.words[end - 2].composed == "-" and tail.islower()

    def _given(self, start: int, end: int) -> Name | None:
        """Given names without a surname: in the middle of a sentence, or where somebody acts or ages."""
        size = end - start
        places = range(start, end)
        if size > 3 or not all({"givens", "middles"} & self._roles(at) for at in places):
            return None
        if (size == 1 and "givens" not in self._roles(start)) or self._starts_compound(end - 1):
            return None
        if not all(self._is_unknown(at) for at in places) and (size == 1 or self._is_country(start)):
            return None
        if size == 1 and self.opens and (not self.text_accents or "numbers" in self._roles(start)):
            return None
        if self._ages(end):
            return start, end, "given name and age", 39
        acts = self._acts(end)
        if size == 1 and self.opens and acts and "functions" in self._roles(end):
            acts = self._pair_of_names(end)
        if acts or (size == 1 and not self.opens and not self._capital_before(start)):
            return start, end, "given name", 36
        return None

    def _pair_of_names(self, end: int) -> bool:
        """`Tuấn và Lan`: a second given name follows."""
        pair = (
            self.words[end].lower in ("và", "va")
            and end + 1 < len(self.words)
            and is_capital(self.words[end + 1])
        )
        return pair and "givens" in self._roles(end + 1)
