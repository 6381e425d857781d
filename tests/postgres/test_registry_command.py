import pytest

from registry.cli import main

pytestmark = pytest.mark.postgres


@pytest.fixture
def run(tmp_path, capsys):
    def run(command, *arguments):
        code = main([command, "--data", str(tmp_path / "province"), *arguments])
        return code, capsys.readouterr().out

    return run


def test_the_registry_is_made_and_read_on_postgresql(run, postgres_server, tmp_path):
    url = postgres_server.new_database()

    made, _ = run("init", "--province-code", "79", "--province-name", "x", "--database-url", url)

    assert made == 0
    assert run("dump") == (0, '{"certificates":[],"people":[],"progress":[],"results":[]}\n')
    assert run("upgrade")[0] == 0
    assert not list((tmp_path / "province").glob("*.db"))


def test_an_empty_postgresql_is_refused_with_what_to_do(run, postgres_server, capsys, tmp_path):
    url = postgres_server.new_database()
    run("init", "--province-code", "79", "--province-name", "x", "--database-url", url)
    settings = tmp_path / "province" / "config.toml"
    settings.write_text(settings.read_text().replace(url, postgres_server.new_database()))

    code = main(["dump", "--data", str(tmp_path / "province")])

    assert code == 1
    assert "registry.schema" in capsys.readouterr().err
