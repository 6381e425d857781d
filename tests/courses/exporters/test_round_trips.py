"""What is written and read again is the same bank."""

from courses.exporters.gift import export_gift
from courses.exporters.qti3 import export_qti3
from courses.importers.gift import import_gift
from courses.importers.qti import import_qti_package
from courses.importers.qti_package import open_bytes, open_package

GIFT_CANNOT = {
    "KNS-04-Q04": "order", "KNS-04-Q06": "categorize", "KNS-04-Q08": "picture",
    "KNS-04-Q10": "picture", "KNS-04-Q11": "picture", "KNS-04-Q12": "picture",
}  # fmt: skip


def read_again(exported, target):
    with open_bytes(exported.content) as archive:
        return import_qti_package(open_package(archive), target)


def shown(items):
    pictures = [item.picture for item in items]
    pictures.extend(one.picture for item in items for one in getattr(item, "choices", ()))
    return {one.file for one in pictures if one}


def test_every_kind_comes_back_from_gift_or_is_named(bank, target_of, bare):
    exported = export_gift(bank)

    report = import_gift(exported.content, target_of(bank))

    taken = [item for item in bank.quiz.items if item.id in exported.taken]
    mute = {note.item_id for note in exported.changed}
    assert {note.item_id: note.loss for note in exported.left_out} == GIFT_CANNOT
    assert report.left_out == ()
    assert [note for note in report.changed if note.reason != "no_explanation"] == []
    assert [str(note) for note in exported.changed] == [
        "KNS-04-Q05: The words to missed pairs were not written."
    ]
    for original, returned in zip(taken, report.items, strict=True):
        if original.id not in mute:
            assert bare(returned) == bare(original)


def test_every_kind_comes_back_from_qti(bank, target_of, bare):
    report = read_again(export_qti3(bank), target_of(bank))

    assert [str(note) for note in report.left_out] == []
    assert [str(note) for note in report.changed] == []
    for original, returned in zip(bank.quiz.items, report.items, strict=True):
        assert bare(returned) == bare(original)


def test_the_courses_come_back_from_qti(course_bank, target_of, bare):
    report = read_again(export_qti3(course_bank), target_of(course_bank))

    assert [str(note) for note in report.left_out] == []
    assert [bare(one) for one in report.items] == [bare(one) for one in course_bank.quiz.items]
    assert shown(report.items) == set(report.pictures)
    assert len(report.pictures) == sum(len(shown([one])) for one in report.items)


def test_the_courses_come_back_from_gift(course_bank, target_of, bare):
    exported = export_gift(course_bank)

    report = import_gift(exported.content, target_of(course_bank))

    changed = {note.item_id for note in exported.changed}
    taken = [one for one in course_bank.quiz.items if one.id in exported.taken]
    assert len(exported.taken) + len(exported.left_out) == len(course_bank.quiz.items)
    assert report.left_out == ()
    for original, returned in zip(taken, report.items, strict=True):
        if original.id not in changed:
            assert bare(returned) == bare(original)


def test_the_same_bank_gives_the_same_bytes(bank):
    assert export_qti3(bank).content == export_qti3(bank).content
    assert export_gift(bank).content == export_gift(bank).content
