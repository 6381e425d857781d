"""A small program behind the real doors, in a process of its own; prints its ports."""

import sys
import time
from pathlib import Path

from flask import Flask, Response, request

from lms_server.config import Config
from lms_server.serve import run

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 100_000


class _NoDatabase:
    def close(self):
        sys.stdout.write("closed\n")


@app.post("/echo")
def echo():
    return request.get_data()


@app.get("/seen/<path:rest>")
def seen(rest):
    cookies = sorted(request.cookies.items())
    return {"rest": rest, "args": request.args, "secure": request.is_secure, "cookies": cookies}


@app.route("/quick", methods=["GET", "POST"])
def quick():
    return "the program"


def answer_at_once(authorization, body):
    return b'"' + body + b'"' if authorization == "Bearer known" else None


@app.get("/endless")
def endless():
    def lines():
        while True:
            yield b"more\n"
            time.sleep(0.01)

    return Response(lines(), mimetype="text/plain")


@app.get("/stuck")
def stuck():
    time.sleep(60)
    return ""


@app.get("/broken")
def broken():
    raise SystemError


def _tell(addresses):
    sys.stdout.write(f"{addresses.lan[1]} {addresses.local[1]}\n")
    sys.stdout.flush()


data_dir, lan_port = Path(sys.argv[1]), int(sys.argv[2])
config = Config(
    data_dir=data_dir,
    bus_code="79B03",
    bus_name="Xe",
    province_code="79",
    lan_host="127.0.0.1",
    lan_port=lan_port,
    local_port=0,
)
run(app, config, _NoDatabase(), tell=_tell, express={"/quick": answer_at_once})
