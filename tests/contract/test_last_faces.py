from attendance.model import LastFace
from tests.contract.samples import DAY, MINUTE, NOW

FACE = b"the face of Ann"


async def put(uow, student, face=FACE, model="a model", at=NOW):
    await uow.last_faces.put(student.id, model, face, at)


async def pages(uow, model="a model", limit=2):
    found, after = [], 0
    while page := await uow.last_faces.page(model, after, limit):
        found += page
        after = page[-1].student_id
    return found


async def test_the_face_of_a_selfie_is_kept_in_place_of_the_one_before(uow, ann):
    assert not await uow.last_faces.has(ann.id)
    await put(uow, ann)
    await uow.last_faces.note_compared(await pages(uow))
    await put(uow, ann, b"later", at=NOW + MINUTE)

    assert await uow.last_faces.has(ann.id)
    assert await pages(uow) == [
        LastFace(student_id=ann.id, embedding=b"later", kept_at=NOW + MINUTE, compared=False)
    ]


async def test_faces_come_in_pages_of_one_model(uow, ann):
    students = [ann, *[await uow.students.add(f"B{n}", "Bob") for n in range(4)]]
    for student in students:
        await put(uow, student, student.roll_no.encode())
    await put(uow, students[2], model="another model")

    assert [one.student_id for one in await pages(uow)] == [
        student.id for student in students if student is not students[2]
    ]
    assert len(await uow.last_faces.page("a model", 0, 3)) == 3


async def test_what_was_compared_is_new_no_more_but_for_what_came_since(uow, ann):
    bob = await uow.students.add("B2", "Bob")
    assert not await uow.last_faces.any_new("a model")
    await put(uow, ann)
    await put(uow, bob)
    assert await uow.last_faces.any_new("a model")
    assert not await uow.last_faces.any_new("another model")

    compared = await pages(uow)
    await put(uow, bob, at=NOW + MINUTE)
    await uow.last_faces.note_compared(compared)

    assert [one.compared for one in await pages(uow)] == [True, False]
    assert await uow.last_faces.any_new("a model")


async def test_faces_are_erased_when_it_is_time(uow, ann):
    await put(uow, ann)

    assert await uow.last_faces.forget(NOW) == 0
    assert await uow.last_faces.forget(NOW + DAY) == 1
    assert not await uow.last_faces.has(ann.id)


async def test_a_student_s_face_is_erased_and_nobody_else_s(uow, ann):
    bob = await uow.students.add("B2", "Bob")
    await put(uow, ann)
    await put(uow, bob)

    assert await uow.last_faces.forget_of(ann.id) == 1
    assert await uow.last_faces.forget_of(ann.id) == 0
    assert [one.student_id for one in await pages(uow)] == [bob.id]
