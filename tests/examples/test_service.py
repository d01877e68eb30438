"""The service of examples/service, asked over real HTTP on this machine alone."""

import http.client
import json
import logging
import re
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn

from mips_pi_rules import answers_of, evaluate, questions, years
from mips_pi_rules.documents.document import read
from mips_pi_rules.testing.qrda import document
from support.cases import EXAMPLES, ROOT, TOKEN, Json, full
from support.modules import module_at

FOLDER = EXAMPLES / "service"
ANSWERS = answers_of(read(full(2025)).submission)


def service() -> Any:
    return module_at(FOLDER / "service.py")


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[int, Any]]:
    """The port on which the service answers, and its module."""
    module = service()
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        module.app, access_log=False, lifespan="off", log_config=None, loop="asyncio", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield listening.getsockname()[1], module
    server.should_exit = True
    thread.join()
    listening.close()


class Client:
    """Asks the service, a connection for each question."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            assert answer.headers["Cache-Control"] == "no-store"
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def form(self, answers: Json) -> tuple[int, str]:
        return self.ask("POST", "/form/2025", urlencode(answers).encode())


@pytest.fixture
def client(running: tuple[int, Any]) -> Client:
    return Client(running[0])


def test_it_says_that_it_runs(client: Client) -> None:
    status, text = client.ask("GET", "/health")
    assert (status, json.loads(text)["status"]) == (200, "ok")


def test_a_submission_gets_its_report_as_json_or_as_a_page(client: Client) -> None:
    submission = full(2025)
    status, text = client.ask("POST", "/report", json.dumps(submission).encode())
    assert status == 200
    assert json.loads(text) == evaluate(json.dumps(submission)).to_dict()
    status, text = client.ask(
        "POST", "/report", json.dumps(submission).encode(), Accept="text/html"
    )
    assert status == 200
    assert text == evaluate(json.dumps(submission)).to_html()
    status, text = client.ask("POST", "/report", document(submission).encode())
    assert json.loads(text)["outcome"] == "scored"


def test_what_cannot_be_taken_is_refused_without_a_word_of_it(client: Client) -> None:
    status, text = client.ask("POST", "/report", TOKEN.encode())
    assert (status, TOKEN in text) == (400, False)
    brought = json.dumps({"submission": full(2025), "context": {TOKEN: TOKEN}})
    status, text = client.ask("POST", "/report", brought.encode())
    assert (status, TOKEN in text) == (400, False)
    status, text = client.ask("POST", "/report", b"[" * (2 * 1024 * 1024 + 1))
    assert status == 413
    assert client.ask("GET", "/form/2021")[0] == 404
    assert client.ask("GET", f"/form/{TOKEN}")[0] == 422


def test_a_body_that_comes_too_slowly_is_refused(
    running: tuple[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, module = running
    monkeypatch.setattr(module, "MOST_SECONDS", 0.01)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
        slow.sendall(b"POST /report HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        assert b" 408 " in slow.recv(64)


def test_the_form_of_a_year_asks_every_question(client: Client) -> None:
    for year in years():
        status, text = client.ask("GET", f"/form/{year}")
        assert status == 200
        names = re.findall(r'(?:select|input)[^>]* name="([^"]+)"', text)
        assert names == [one.field for one in questions(year)[1:]]


def test_a_form_is_judged_and_comes_back_with_what_is_wrong_beside_its_field(
    client: Client,
) -> None:
    status, text = client.form(ANSWERS)
    assert (status, "SCORE" in text.upper()) == (200, True)
    status, text = client.form(ANSWERS | {"PI_PPHI_2": "no"})
    assert "forces the" in text
    safer = text.partition('name="PI_PPHI_2"')[2].partition("</p>")[0]
    assert '<option value="no" selected>' in safer
    assert "Answer yes if the self-assessment" in safer
    status, text = client.form(ANSWERS | {"PI_EP_1": "<b>half"})
    assert "takes both counts" in text.partition('name="PI_EP_1"')[2].partition("</p>")[0]
    assert "<b>" not in text


def test_nothing_of_a_body_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.form(ANSWERS | {"PI_EP_1": TOKEN, TOKEN: TOKEN})
        client.ask("POST", "/report", f'{{"{TOKEN}": 1}}'.encode())
    assert TOKEN not in caplog.text


def test_its_own_description_has_the_schema_of_a_report(client: Client) -> None:
    described = json.loads(client.ask("GET", "/openapi.json")[1])
    answers = described["paths"]["/report"]["post"]["responses"]["200"]["content"]
    schema = answers["application/json"]["schema"]
    assert schema["$id"].endswith("report.schema.json")


def test_the_container_is_made_of_files_that_are_there() -> None:
    text = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    copied = [name for names in re.findall(r"COPY (.+) /\S+\n", text) for name in names.split()]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"src", "policy", "schemas", "pyproject.toml"} <= set(copied)
    assert "USER nobody" in text
    assert text.count("\n") < 30
