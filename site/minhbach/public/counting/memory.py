"""Answers kept for a while by a session that makes many pages, so that each question is asked once.

A live page has no memory and asks the database. A freeze gives its session one: it sees a single state,
so an answer stays right; and it is filled ahead with the rows of the next pages by one query each.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

P = ParamSpec("P")
T = TypeVar("T")
KEY = "minhbach.memory"
ROOM = 4000
"""Answers kept at a time; the longest unused one makes room."""


class Memory:
    """What one session was told."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def once(self, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer as remembered, else as asked now."""
        if question not in self._answers:
            self.learn(question, ask())
        self._answers.move_to_end(question)
        answer: T = self._answers[question]
        return answer

    def learn(self, question: Hashable, answer: Any) -> None:
        """Keep an answer that came another way."""
        self._answers[question] = answer
        if len(self._answers) > ROOM:
            self._answers.popitem(last=False)


def remember(session: Session) -> Memory:
    """Give a session a memory; only where it sees one state of the database to its end."""
    memory = session.info[KEY] = Memory()
    return memory


def memory_of(session: Session) -> Memory | None:
    """The session's memory, if it has one."""
    return session.info.get(KEY)


def remembered(
    query: Callable[Concatenate[Session, P], Sequence[T]],
) -> Callable[Concatenate[Session, P], Sequence[T]]:
    """A query whose answer is remembered by sessions that remember."""

    @wraps(query)
    def answer(session: Session, *asked: P.args, **named: P.kwargs) -> Sequence[T]:
        memory = memory_of(session)
        if memory is None:
            return query(session, *asked, **named)
        question = (query.__name__, asked, tuple(sorted(named.items())))
        return memory.once(question, lambda: query(session, *asked, **named))

    return answer


def learn_answer(memory: Memory, query: Callable[..., Any], asked: tuple[Hashable, ...], answer: Any) -> None:
    """Let a memory know what a remembered query would answer."""
    memory.learn((query.__name__, asked, ()), answer)
