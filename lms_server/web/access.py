"""THE access table: who may call which endpoint. What is not here, nobody may call."""

from flask import request, url_for

from common.web.access import PUBLIC
from lms_server.web.sessions import SessionEndedError, has_ended

TRAINER = frozenset({"trainer"})
OFFICER = frozenset({"officer"})
ADMIN = frozenset({"admin"})
TEACHING = frozenset({"trainer", "assistant"})
"""Those who stand in front of the class."""
STAFF = frozenset({"trainer", "assistant", "officer", "admin"})
DEVICE = frozenset({"device"})
LEARNER = frozenset({"learner"})

ACCESS: dict[str, frozenset[str]] = {
    "static": PUBLIC,
    # accounts
    "accounts.sign_in": PUBLIC,
    "accounts.enter": PUBLIC,
    "accounts.sign_out": STAFF,
    "accounts.home": STAFF,
    "accounts.change_password": STAFF,
    "accounts.store_password": STAFF,
    # devices
    "device_wall.show": TEACHING | ADMIN,
    "device_wall.ask_removal": TEACHING | ADMIN,
    "device_wall.remove": TEACHING | ADMIN,
    "devices.open_code": TEACHING | ADMIN,
    "devices.show_device": TEACHING | ADMIN,
    "devices.place": TEACHING | ADMIN,
    "devices.show_pin": TEACHING | ADMIN,
    "devices.ask_new_pin": TRAINER | ADMIN,
    "devices.renew_pin": TRAINER | ADMIN,
    "devices.join": PUBLIC,
    "devices.join_with_code": PUBLIC,
    "devices_api.start_pairing": PUBLIC,
    "devices_api.finish_pairing": PUBLIC,
    "devices_api.heartbeat": DEVICE,
    # learners, training, attendance: pages of the class
    "learners.find": STAFF,
    "learners.show": STAFF,
    "learners.store_consent": TEACHING,
    "learners.store_evidence": TEACHING | OFFICER,
    "learners.change_picture": TEACHING,
    "packages.list_packages": TRAINER | ADMIN,
    "packages.upload": TRAINER | ADMIN,
    # banks of questions, results for other systems
    "statements.download": TRAINER | ADMIN,
    "banks.show": TRAINER | ADMIN,
    "banks.sheet": TRAINER | ADMIN,
    "banks.read": TRAINER | ADMIN,
    "banks.fetch": TRAINER | ADMIN,
    "training.list_sessions": STAFF,
    "training.open_form": TRAINER,
    "training.open_session": TRAINER,
    "training.enrol_page": TEACHING,
    "training.enrol_newcomer": TEACHING,
    "training.read_citizen_card": TEACHING,
    "training.enrol_known": TEACHING,
    "training.cards": TEACHING,
    "training.forgive": TEACHING,
    "staff_activities.list_activities": TEACHING | ADMIN,
    "staff_activities.show": TEACHING | ADMIN,
    "staff_activities.preview": TEACHING | ADMIN,
    "staff_activities.show_results": TEACHING | ADMIN,
    "staff_activities.begin_upload": TRAINER | ADMIN,
    "staff_activities.add_piece": TRAINER | ADMIN,
    "staff_activities.import_upload": TRAINER | ADMIN,
    "staff_activities.open_for_class": TRAINER | ADMIN,
    "staff_activities.close_for_class": TRAINER | ADMIN,
    "attendance.show_marks": TEACHING,
    "attendance.mark": TRAINER,
    "closing.close_page": TRAINER,
    "closing.close": TRAINER,
    "oral.show": TEACHING,
    "oral.start": TEACHING,
    "oral.end": TEACHING,
    "takehome.print_slips": TEACHING,
    "dashboard.class_page": STAFF,
    "dashboard.wall": STAFF,
    # the learners' side
    "door.root": PUBLIC,
    "door.names": DEVICE,
    "door.pictures": DEVICE,
    "door.choose_picture": DEVICE,
    "door.card": DEVICE,
    "door.read_card": DEVICE,
    "door.leave": DEVICE,
    "door.class_over": DEVICE,
    "guests.begin": DEVICE,
    "guests.stop": LEARNER,
    "guests.ask": LEARNER,
    "guests.answer": LEARNER,
    "guests.show_desk": TEACHING,
    "guests.assign": TEACHING,
    "pins.show": DEVICE,
    "pins.enter": DEVICE,
    "pins.forget": TEACHING,
    "address.ask": LEARNER,
    "address.choose": LEARNER,
    "together.show": LEARNER,
    "together.add": LEARNER,
    "together.stay_alone": LEARNER,
    "together.leave": LEARNER,
    "together.pass_turn": LEARNER,
    "together.show_turn": LEARNER,
    "preferences.choose": PUBLIC,
    "attendance.ping": LEARNER,
    # help for learners
    "assistance.state": DEVICE,
    "assistance.call": DEVICE,
    "assistance.take_back": DEVICE,
    "assistance.settle": TEACHING,
    "assistance.more_help": LEARNER,
    "assistance.wish": LEARNER,
    "assistance.ask_contact": LEARNER,
    "assistance.allow_contact": LEARNER,
    "assistance.ideas": LEARNER,
    "assistance.tell_idea": LEARNER,
    "assistance.thanks": LEARNER,
    "assistance.list_wishes": TEACHING | ADMIN,
    "assistance.meet_wishes": TEACHING,
    "assistance.write_idea": TEACHING,
    "hand_test.offer": LEARNER,
    "hand_test.begin": LEARNER,
    "hand_test.skip": LEARNER,
    "hand_test.go_on": LEARNER,
    "hand_test.play": LEARNER,
    "hand_test.take": LEARNER,
    "hand_test.leave_out": LEARNER,
    "hand_test.done": LEARNER,
    "dashboard.path": LEARNER,
    "dashboard.result": LEARNER,
    "dashboard.deeds": LEARNER,
    "dashboard.lesson_done": LEARNER,
    "dashboard.task_done": LEARNER,
    "takehome.show": LEARNER,
    "takehome.ask": LEARNER,
    "takehome.suggest": LEARNER,
    "lessons.resume": LEARNER,
    "lessons.show_page": LEARNER,
    "lessons.complete": LEARNER,
    "lessons.words": LEARNER,
    "lessons.practise": LEARNER,
    "lessons.media": DEVICE,
    "lessons.player": PUBLIC,
    "narration.audio": DEVICE,
    "narration.choose_language": LEARNER,
    "recordings.list_sentences": TEACHING,
    "recordings.hear": TEACHING,
    "recordings.keep": TEACHING,
    "recordings.take_back": TEACHING,
    "recordings.save_pack": TEACHING,
    "recordings.load_pack": TEACHING,
    "recordings.show_listening": TEACHING,
    "recordings.choose_listening": TEACHING,
    "lessons_api.receive_traces": DEVICE,
    "lessons_api.keep_draft": DEVICE,
    "activities.list_extras": LEARNER,
    "activities.show_extra": LEARNER,
    "activities.play": LEARNER,
    # The sandbox of imported activities has no cookies; its secret address lets it in.
    "activity_content.show_file": PUBLIC,
    "activity_content.start": PUBLIC,
    "activity_content.pulse": PUBLIC,
    "activity_content.show_runtime": PUBLIC,
    "activity_content.commit": PUBLIC,
    "quizzes.begin_page": LEARNER,
    "quizzes.begin": LEARNER,
    "quizzes.questions": LEARNER,
    "quizzes_api.receive_responses": DEVICE,
    "quizzes_api.get_attempt": LEARNER,
    "quizzes_api.submit": LEARNER,
    # while the bus is away
    "away.prepare": LEARNER,
    "away.files": LEARNER,
    "away.course": LEARNER,
    "away.result": LEARNER,
    "away.go_home": LEARNER,
    "away_api.receive_steps": DEVICE,
    # reports
    "reports.items": TRAINER | OFFICER,
    "reports.items_file": TRAINER | OFFICER,
    # issuing
    "issuing.list_classes": OFFICER,
    "issuing.show_class": OFFICER,
    "issuing.approve": OFFICER,
    "issuing.issue": OFFICER,
    "issuing.note_evidence": OFFICER,
    "issuing.show_doubt": OFFICER,
    "issuing.release": OFFICER,
    "papers.show": OFFICER,
    "papers.print_one": OFFICER,
    "papers.print_class": OFFICER,
    "papers.revoke": OFFICER,
    "papers.show_register": OFFICER,
    "signing.show_key": OFFICER,
    "signing.make_key": OFFICER,
    "signing.unlock": OFFICER,
    "signing.lock": OFFICER,
    "signing.show_unit": OFFICER,
    "signing.store_unit": OFFICER,
    # exchange
    "exchange.show": TRAINER | ADMIN,
    "exchange.export": TRAINER | ADMIN,
    "exchange.read_stick": TRAINER | ADMIN,
    "exchange.upload_receipt": TRAINER | ADMIN,
    "exchange.send": TRAINER | ADMIN,
}


def sign_in_url(allowed: frozenset[str], found: frozenset[str]) -> str | None:
    """Return the page where this visitor can become one of ``allowed``.

    None when signing in again would change nothing: the visitor is known and not allowed.

    Raises:
        SessionEndedError: the visitor was signed in, and that session is over.
    """
    if has_ended():
        raise SessionEndedError
    if allowed & STAFF:
        if found & STAFF:
            return None
        return url_for("accounts.sign_in", next=request.full_path.rstrip("?"))
    return "/learn/" if "device" in found else "/join"
