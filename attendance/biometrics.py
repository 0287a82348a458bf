"""What is kept of a student's face, erased together."""

from attendance.ports import UnitOfWork


async def erase(uow: UnitOfWork, student_id: int) -> int:
    """Erase a student's templates, and what shows or speaks of their face; how many templates."""
    erased = await uow.templates.erase(student_id)
    await uow.last_faces.forget_of(student_id)
    await uow.selfies.forget_of(student_id)
    await uow.traces.forget_of(student_id)
    await uow.lookalikes.part_all(student_id)
    await uow.suspicions.forget_of(student_id)
    await uow.check_ins.forget_pictures_of(student_id)
    await uow.disputes.forget_pictures_of(student_id)
    return erased
