from registry.buses.queries import get_bus
from registry.intake.desk import make_judge
from registry.intake.queries import list_verdicts
from registry.intake.rebuild import rebuild_bus


def test_folding_the_journal_anew_gives_the_same_facts_and_verdicts(
    bus, province, dumped, now, database
):
    bus.teach(1, 2).revoke(2)
    bus.complete(1, quiz_score=10.0)
    bus.register(1, full_name="Nguyễn Thị Hoà")
    bus.enrol_learner(7)
    bus.send()
    before = dumped()
    with database.read() as db:
        verdicts = list_verdicts(db, "79B03")

    with database.write() as db:
        judge = make_judge(db, keys=province.keys, now=now)
        rebuild_bus(db, get_bus(db, "79B03"), judge=judge)

    assert dumped() == before
    with database.read() as db:
        assert list_verdicts(db, "79B03") == verdicts
    assert len(verdicts) == 2
