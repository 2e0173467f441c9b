"""`digest` as it is typed: to the terminal, into a file, as a message, and by mail."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk
from tests.notify.server import HOST, Post, mail_server
from tests.ports import free_port

SETTINGS = """
site: {title: River News}
sources: []
"""
MAIL = """
mail: {server: %s, port: %d, security: none, from: River News <desk@news.example>}
digest:
  newsletter: {to: [a@news.example, b@news.example], schedule: friday 16:00}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.configure(SETTINGS)
    return desk


def test_the_note_is_shown_as_text_and_the_newsletter_written_as_html(desk: Desk) -> None:
    shown = desk.run("digest")
    assert (shown.code, shown.out.splitlines()[0].partition(",")[0]) == (0, "River News: desk note")
    file = desk.folder / "newsletter.html"
    assert desk.run("digest", "--newsletter", "--format", "html", "--to", str(file)).out == ""
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    refused = desk.run("digest", "--to", str(desk.folder / "no" / "such"))
    assert (refused.code, "can't be written" in refused.err) == (1, True)


def test_without_a_sender_or_recipients_it_says_which_key_is_missing(desk: Desk) -> None:
    for words, key in ((["--format", "mail"], "mail.from"), (["--send"], "digest.note")):
        answer = desk.run("digest", *words)
        assert (answer.code, answer.out) == (2, "")
        assert key in answer.err


def test_it_is_a_message_and_goes_to_each_by_themselves(desk: Desk) -> None:
    post, port = Post(), free_port()
    desk.configure(SETTINGS + MAIL % (HOST, port))
    message = message_from_bytes(desk.run("digest", "--format", "mail").out.encode(), policy=default)
    assert str(message["Subject"]).startswith("River News: desk note")
    assert message.get_content_type() == "multipart/alternative"
    down = desk.run("digest", "--newsletter", "--send")
    assert (down.code, "can't be used" in down.err) == (1, True)
    with mail_server(post, port):
        assert desk.run("digest", "--newsletter", "--send").code == 0
    assert [recipients for recipients, _ in post.taken] == [["a@news.example"], ["b@news.example"]]
