"""A language that was asked for stays; nobody gets a cookie who did not ask."""


def test_a_wish_is_kept_for_the_next_pages(client):
    client.get("/open?lang=en")

    assert client.get_cookie("bus_lang").value == "en"
    client.get("/open?lang=vi")
    assert client.get_cookie("bus_lang").value == "vi"


def test_without_a_sound_wish_there_is_no_cookie(client):
    for path in ("/open", "/open?lang=xx", "/open?lang="):
        client.get(path)

    assert client.get_cookie("bus_lang") is None
