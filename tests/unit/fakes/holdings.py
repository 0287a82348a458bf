"""What is stored of one person, of a few of the things that are."""

from attendance.model import Sender
from attendance.ports.holdings import Rows
from tests.unit.fakes.state import Repository


class Holdings(Repository):
    async def of(self, who: Sender) -> dict[str, Rows]:
        found: dict[str, Rows] = {}
        if who.student:
            student = self._state.students[who.student.id]
            found["students"] = [
                {
                    "roll_no": student.roll_no,
                    "name": student.name,
                    "account_id": student.account_id,
                    "agreed": student.agreed,
                }
            ]
            receipts = [one for one in self._state.receipts if one.student_id == student.id]
            found["consents"] = [
                {"agreed": one.agreed, "version": one.version, "at": one.at.isoformat()}
                for one in receipts
            ]
        if who.teacher:
            found["teachers"] = [{"name": who.teacher.name, "account_id": who.account_id}]
        if who.guardian:
            found["guardians"] = [{"account_id": who.account_id}]
        return {name: rows for name, rows in found.items() if rows}
