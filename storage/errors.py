"""Every error of Variorum, each with the evidence that it carries.

VariorumError
├── UsageError              the user's words: a URL, an option, a setting (exit 2)
│   ├── BadURL
│   ├── BadSetting
│   ├── BadRule
│   ├── BadQuery            words that cannot be searched for
│   ├── BadAccount          a name, role or password that an account cannot have
│   ├── BadFilter           a filter of a list with a value that means nothing
│   ├── BadCursor           a place in a list that was never given out
│   └── NotFound            no such source, article, revision, rule
├── ArchiveError            the folder, or a file in it
│   ├── NotAnArchive
│   ├── NewerArchive
│   ├── ReadOnlyArchive
│   ├── DiskFull
│   └── CorruptArchive
├── InputError              a file or page that cannot be read as what it should be
├── FetchError              a page that could not be fetched
└── DeliveryError           a message that a channel did not take
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from storage.records import FailureKind


class VariorumError(Exception):
    """Something went wrong, and the message says what to do next."""

    #: the command line's exit code
    exit_code = 1


class UsageError(VariorumError):
    """The user's words cannot be followed as they stand."""

    exit_code = 2


class BadURL(UsageError):
    """This is no address that can be watched."""


class BadSetting(UsageError):
    """A setting is unknown or has an impossible value."""


class BadRule(UsageError):
    """An alert rule cannot be understood."""


class BadQuery(UsageError):
    """These words cannot be searched for."""


class BadAccount(UsageError):
    """An account cannot have this name, role or password."""


class BadFilter(UsageError):
    """A filter has a value that it cannot have."""


class BadCursor(UsageError):
    """The place to go on from is not one that this archive gave out."""


class NotFound(UsageError):
    """The archive holds nothing of that name."""


class ArchiveError(VariorumError):
    """The archive folder cannot be used."""


class NotAnArchive(ArchiveError):
    """The folder is not an archive of Variorum."""


class NewerArchive(ArchiveError):
    """The archive was made by a newer version of Variorum."""


class ReadOnlyArchive(ArchiveError):
    """The archive folder cannot be written to."""


class DiskFull(ArchiveError):
    """There is no room left for the archive; nothing acknowledged was lost."""


class CorruptArchive(ArchiveError):
    """A record of the archive is not what it was when it was written."""


class InputError(VariorumError):
    """A file or page cannot be read as what it should be."""


class FetchError(VariorumError):
    """A page could not be fetched."""

    def __init__(
        self, message: str, *, kind: FailureKind = "bad_response", retry_at: datetime | None = None
    ) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        #: the earliest time at which another attempt makes sense
        self.retry_at = retry_at


class DeliveryError(VariorumError):
    """A channel did not take a message."""

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        #: no later attempt can succeed
        self.permanent = permanent
        #: seconds that the channel asks to be left alone
        self.retry_after = retry_after
