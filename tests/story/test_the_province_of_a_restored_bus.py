"""A bus that goes on from its backup opens no second branch: its province takes both epochs."""

from common.clock import utc_now
from lms_server.journal.actions import append
from lms_server.opening import open_bus
from lms_server.packages.shelf import Shelf
from sync.chain import Stream
from tests.bundled import bundled_courses


def write(world, *marks):
    with open_bus(world.bus) as bus, bus.database.write() as db:
        for mark in marks:
            append(
                db, stream=Stream.D, kind="note", data={"m": mark}, actor="system", now=utc_now()
            )


def deliver(world):
    for old in world.stick.iterdir():
        old.unlink()
    world.run_bus("bundle", "export", world.stick)
    world.run_registry("import", world.stick)
    for receipt in world.stick.glob("*.receipt.json"):
        world.run_bus("bundle", "apply-receipt", receipt)


def test_no_second_branch_after_going_on_from_a_backup(make_world, tmp_path, capfd):
    world = make_world()
    Shelf(world.bus).keep(bundled_courses().get_course("KNS-04"))
    backup = tmp_path / "backup"
    write(world, 1)
    world.run_bus("backup", "--to", backup)
    write(world, 2, 3)
    deliver(world)
    capfd.readouterr()

    world.run_bus("backup", "--restore", backup)
    write(world, 4, 5)
    deliver(world)

    told = "".join(capfd.readouterr())
    assert "no certificate is issued before an officer has said which ones are lost" in told
    assert "ALARM" not in told
    assert "stream D: 3 written, 3 on the stick or sent, 3 confirmed" in told
