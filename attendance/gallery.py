"""The gallery follows the database: brought up to date where it is used."""

from attendance.ports import Gallery, UnitOfWork


async def follow(uow: UnitOfWork, gallery: Gallery, model: str) -> None:
    """Take over what has changed since the gallery's revision; cheap when nothing has."""
    if await uow.templates.revision() == gallery.revision:
        return
    changes = await uow.templates.since(model, gallery.revision)
    added = [(one.id, one.student_id, one.embedding) for one in changes.added]
    gallery.apply(changes.revision, added=added, removed=changes.removed)
