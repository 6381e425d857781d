"""A small whole course to begin with: it passes the check, and every part of it is there."""

import re
from pathlib import Path

from courses.errors import BadCourseIdError, FolderTakenError

_COURSE_ID = re.compile(r"[A-Z]{2,5}-[0-9]{2}")
_ID = "KNS-99"

_COURSE = """\
id: KNS-99
version: "1.0"
title: "Khóa học mới"
title_en: "A new course"
summary: "{Bác} học cách bấm một nút."
summary_en: "Learners press one button."
audience: "Bà con chưa dùng máy bao giờ"
minutes: 20
pillar: society
contents: [5]
framework: ["TT02/2025 1 bậc 1"]
objectives:
  - "{Bác} tự bấm được nút."
completion: {min_attendance: 0.8, pass_mark: 0.7, quiz_items: 1, max_hints: 2}
lessons: [KNS-99-L1]
simulators: [KNS-99-T1]
quiz: KNS-99-K1
sources:
  - {text: "Ghi nơi bạn đọc thấy điều này.", read_on: 2026-01-01}
licence: "CC BY-SA 4.0"
"""
_LESSON = """\
---
id: KNS-99-L1
title: "Bài đầu tiên"
minutes: 20
tasks: [KNS-99-T1]
---

# Nút bấm là gì?

Nút bấm là một ô có chữ.

{Bác} bấm vào đó, máy sẽ làm việc.

# Bấm thế nào?

- {Bác} nhìn chữ trên nút.
- {Bác} bấm **một lần**.
- {Bác} chờ máy trả lời.
"""
_STORY = """\
---
id: KNS-99-S1
title: "Bác Tư bấm nút"
lesson: KNS-99-L1
source: "Nhân vật và câu chuyện do ban biên soạn dựng."
read_on: 2026-01-01
---

# Lần đầu của bác Tư

Bác Tư sợ bấm nhầm.

Cháu bảo: nhầm thì mình làm lại.

Bác bấm, và máy trả lời ngay.
"""
_GLOSSARY = """\
- term: "Nút bấm"
  meaning: "Ô có chữ để {bác} bấm vào."
"""
_TAKE_HOME = """\
can_do:
  KNS-99-T1: "Tự bấm được nút xanh."
remember:
  - "Bấm một lần rồi chờ máy trả lời."
  - "Nhìn chữ trên nút trước khi bấm."
  - "Bấm nhầm thì làm lại được."
go_on:
  - "Cần giúp, hỏi Tổ công nghệ số cộng đồng của thôn."
fits: {anyone: 2}
"""
_TASK = """\
id: KNS-99-T1
title: "Bấm nút xanh"
goal: "{Bác} bấm nút xanh."
persona: {name: "Bác Mẫu"}
required: true
max_hints: 2
screens:
  - id: start
    title: "Màn hình đầu"
    parts:
      - {kind: text, text: "{Bác} thấy hai nút."}
      - kind: actions
        buttons:
          - {id: green, text: "Nút xanh", look: main}
          - {id: other, text: "Nút khác"}
  - id: done
    title: "Xong"
    parts:
      - {kind: note, tone: good, text: "Máy đã nhận."}
steps:
  - id: press
    screen: start
    say: "{Bác} bấm vào Nút xanh."
    expect: {tap: green}
    hints: {say: "Nút xanh ở dưới, bên trái."}
    wrong: {other: "Đây là nút khác. {Bác} tìm nút xanh nhé."}
    otherwise: "{Bác} tìm nút xanh nhé."
    praise: "Giỏi quá!"
end:
  screen: done
  say: "{Bác} đã bấm được nút."
  again: "Mình làm lại một lần nữa nhé."
"""
_QUIZ = """\
id: KNS-99-K1
title: "Kiểm tra: nút bấm"
draw: 1
items:
  - id: KNS-99-Q01
    kind: choice
    lesson: KNS-99-L1
    prompt: "Muốn máy làm việc, {bác} làm gì?"
    explanation: "Bấm vào nút là máy làm việc."
    choices:
      - {text: "Bấm vào nút", right: true, why: "Đúng rồi, {bác} bấm vào nút."}
      - {text: "Gõ nhẹ lên bàn hai lần", why: "Máy không nghe tiếng gõ bàn."}
      - {text: "Tắt máy rồi đi về", why: "Tắt rồi thì máy không làm được."}
  - id: KNS-99-Q02
    kind: true_false
    lesson: KNS-99-L1
    prompt: "Bấm nhầm thì làm lại được."
    explanation: "Nhầm thì mình làm lại."
    answer: true
    why_true: "Đúng rồi, cứ làm lại."
    why_false: "{Bác} yên tâm, nhầm thì làm lại được."
"""
FILES = {
    "course.yaml": _COURSE,
    "glossary.yaml": _GLOSSARY,
    "take_home.yaml": _TAKE_HOME,
    "lessons/01-bai-dau.md": _LESSON,
    "stories/01-bac-tu.md": _STORY,
    "simulators/t1-bam-nut.yaml": _TASK,
    "quizzes/kiem-tra.yaml": _QUIZ,
}


def write_skeleton(out: Path, course_id: str) -> Path:
    """Write a new course into ``out / course_id`` and return that folder.

    Raises:
        BadCourseIdError: ``course_id`` has another form.
        FolderTakenError: something lies there already; nothing is written.
        OSError: the folder cannot be written.
    """
    if not _COURSE_ID.fullmatch(course_id):
        raise BadCourseIdError(course_id=course_id)
    folder = out / course_id
    if folder.exists():
        raise FolderTakenError(folder=course_id)
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(_ID, course_id), encoding="utf-8")
    (folder / "media").mkdir()
    return folder
