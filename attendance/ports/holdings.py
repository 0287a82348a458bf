"""Everything that is stored of one person."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from attendance.model import Sender

Rows = Sequence[Mapping[str, object]]


class Holdings(Protocol):
    """Looks through everything there is."""

    async def of(self, who: Sender) -> Mapping[str, Rows]:
        """What is stored of an account and the people it is linked to, by table, oldest first.

        Values are as JSON has them. Other people are not named, but for a guardian's children;
        of face data, photos and messages it says that there are some, and not what they hold.
        """
        ...
