"""Pages are drawn once; what is a person's own is never another's."""

from lms_server.lessons import page_cache
from lms_server.lessons.page_cache import MOST_PAGES, PageCache

PATH = "/learn/lesson/KNS-04-L1/1"


def test_a_page_from_the_cache_is_the_page_that_was_drawn(as_learner):
    client = as_learner()

    drawn, cached = client.get(PATH).text, client.get(PATH).text

    assert drawn == cached
    assert page_cache._MARK not in cached


def test_each_learner_sees_their_own_name_and_token(as_learner, register, form_token):
    first = as_learner()
    second = as_learner(first.training_session_id, register("Lò Văn <Ánh>"))

    one, other = first.get(PATH).text, second.get(PATH).text

    assert "Hoa</span></li>" in one
    assert "Hoa</span></li>" not in other
    assert ">&lt;Ánh&gt;</span></li>" in other
    secret, *others = [
        form_token(*asked).partition(".")[0]  # before the second in which it was signed
        for asked in ((first, PATH), (first, "/learn/course"), (second, PATH))
    ]
    assert [one == secret for one in others] == [True, False]


def test_another_language_is_another_page(as_learner):
    client = as_learner()

    vietnamese = client.get(PATH).text
    english = client.get(f"{PATH}?lang=en").text

    assert "Tiếp tục" in vietnamese
    assert "Tiếp tục" not in english


def test_the_cache_forgets_the_page_asked_for_longest_ago():
    cache = PageCache()
    for number in range(MOST_PAGES):
        cache.keep(number, [])
    cache.find(0)

    cache.keep("new", [])

    assert cache.find(0) == []
    assert cache.find(1) is None
