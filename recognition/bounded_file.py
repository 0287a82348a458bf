"""A file in memory that may be read only so often."""

import io

from recognition import errors


class BoundedFile(io.BytesIO):
    """Raises `TooManyParts` when it is read more than `most_reads` times.

    Pillow asks for each segment, chunk or block of a header by a few reads of its own, and takes
    seconds for millions of them; pixels it reads 64 KB at a time. What its parsers see is counted,
    so that no file can look shorter here than there.
    """

    def __init__(self, data: bytes, *, most_reads: int) -> None:
        super().__init__(data)
        self._most_reads = most_reads
        self.reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """See `io.BytesIO.read`."""
        self.reads += 1
        if self.reads > self._most_reads:
            raise errors.TooManyParts(limit=self._most_reads)
        return super().read(size)
