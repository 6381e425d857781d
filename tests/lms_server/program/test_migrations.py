"""Migrations make exactly the tables that the models describe."""

from lms_server.migrations.check import find_problems, main


def test_migrations_and_models_agree(tmp_path):
    assert find_problems(tmp_path) == []


def test_the_check_tells_by_its_exit_code(capsys):
    assert main([]) == 0
    assert capsys.readouterr().out == ""
