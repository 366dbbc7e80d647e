"""Forms: read within bounds, done in a thread, shown again with what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.errors import UsageError

MOST_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in: each field's texts."""

    values: Mapping[str, Sequence[str]]

    @classmethod
    async def of(cls, request: Request) -> Form:
        """The form that a request brings; files in it are no texts and are left out."""
        async with request.form(max_fields=MOST_FIELDS, max_files=0) as sent:
            values: dict[str, list[str]] = {}
            for name, value in sent.multi_items():
                if isinstance(value, str):
                    values.setdefault(name, []).append(value)
        return cls(values)

    def get(self, name: str) -> str:
        """The first text of a field, for showing it again."""
        return (self.values.get(name) or [""])[0]

    def text(self, name: str, *, most: int = 300) -> str:
        """A text that must be there; UsageError."""
        value = self.get(name).strip()
        if not value:
            raise UsageError(f"fill in the {name}")
        if len(value) > most or "\0" in value:
            raise UsageError(f"the {name} is too long: at most {most} characters")
        return value

    def maybe(self, name: str) -> str | None:
        """A text that may be left out; UsageError."""
        return self.text(name) if self.get(name).strip() else None

    def one_of(self, name: str, choices: Sequence[str]) -> str:
        """One of a few words; UsageError."""
        value = self.get(name)
        if value not in choices:
            raise UsageError(f"the {name} is one of {', '.join(choices)}")
        return value

    def ticked(self, name: str) -> bool | None:
        """True for a box that is ticked; one that is not says nothing."""
        return True if name in self.values else None

    def all(self, name: str) -> tuple[str, ...]:
        """Every text of a field that can be chosen many times."""
        return tuple(dict.fromkeys(self.values.get(name, ())))

    async def done(
        self,
        request: Request,
        act: Callable[[], None],
        then: str,
        again: Callable[[Request, str, Form], Response],
    ) -> Response:
        """Act and go on; where the words were wrong, show the page again and say so."""
        try:
            await run_sync(act)
        except UsageError as error:
            said = str(error)
            return await run_sync(again, request, f"{said[:1].upper()}{said[1:]}.", self)
        return RedirectResponse(then, 303)
