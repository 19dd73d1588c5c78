"""The errors a user can meet, each one clear line in Vietnamese that names the thing and the remedy.

CchcError
├── InputError        a file or a value can't be used (exit status 1)
│   ├── UnreadableFile
│   └── BadQuestionSet
├── UsageError        the command was called wrongly (exit status 2)
├── IndexUnusable     no index, or one that can't be used (exit status 2)
├── Busy              too many questions at once: ask again in a moment
└── TooLate           an answer took longer than it may
"""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOSPC: "ổ đĩa đầy",
    errno.EDQUOT: "hết hạn mức ổ đĩa",
    errno.EFBIG: "tệp vượt giới hạn cỡ tệp cho phép",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EACCES: "không có quyền truy cập",
    errno.EPERM: "không có quyền truy cập",
    errno.EIO: "ổ đĩa báo lỗi",
    errno.EMFILE: "mở quá nhiều tệp",
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTDIR: "đây là tệp, không phải thư mục",
}


class CchcError(Exception):
    """Base of every error shown to users; ``exit_status`` is what the command line ends with."""

    exit_status = 1


class InputError(CchcError):
    """Some input can't be used."""


class UnreadableFile(InputError):
    """A file can't be read; the message names the file, the reason and the remedy."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}")


class BadQuestionSet(InputError):
    """A line of a question set is malformed."""


class UsageError(CchcError):
    """The command was called wrongly."""

    exit_status = 2


class IndexUnusable(CchcError):
    """There is no index at the given place, or it is damaged or of another format."""

    exit_status = 2


class Busy(CchcError):
    """Too many questions wait already, or the server is about to stop."""


class TooLate(CchcError):
    """An answer took longer than it may."""


def reason_of(error: OSError) -> str:
    """Return in Vietnamese why the system refused something; its own words where it is rare."""
    if error.errno is None and "written" in str(error):  # NumPy's words for it
        return _REASONS[errno.ENOSPC]
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
