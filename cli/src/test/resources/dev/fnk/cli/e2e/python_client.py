"""What the official Python client of Kubernetes does with pods: python_client.py PART POD [ARGUMENT...]

Prints what came of it as JSON. Each wait has an end.
"""

import hashlib
import json
import os
import sys
import threading

import websocket
from kubernetes import client, config, watch
from kubernetes.stream import portforward, stream

WITHIN = 60
PIECE = 32 << 10


def command(core, pod, *words):
    """An exec whose streams are apart."""
    return stream(
        core.connect_get_namespaced_pod_exec,
        pod,
        "default",
        command=list(words),
        stdin=True,
        stdout=True,
        stderr=True,
        tty=False,
        binary=True,
        _preload_content=False,
    )


def execute(core, pod, protocol):
    """1 MiB and back, words on stderr, and an exit code; v4 has no end of stdin."""
    if protocol == "v4":
        core.api_client.set_default_header("sec-websocket-protocol", "v4.channel.k8s.io")
    octets = os.urandom(1 << 20)
    read = "cat" if protocol == "v5" else f"head -c {len(octets)}"
    running = command(core, pod, "sh", "-c", f"{read}; echo words >&2; exit 7")
    back = b""
    for at in range(0, len(octets), PIECE):
        running.write_stdin(octets[at : at + PIECE])
        back += running.read_channel(1)
    running.close_channel(0)  # v4: nothing
    running.run_forever(timeout=WITHIN)
    return {
        "protocol": running.subprotocol,
        "same": back + running.read_channel(1) == octets,
        "stderr": running.read_channel(2).decode(),
        "code": running.returncode,
    }


def whole(core, pod):
    """3 MiB in one message, as of who sends a file at once."""
    octets = os.urandom(3 << 20)
    running = command(core, pod, "sh", "-c", f"head -c {len(octets)} | sha256sum")
    running.write_stdin(octets)
    running.run_forever(timeout=WITHIN)
    return {"same": running.read_channel(1).decode().startswith(hashlib.sha256(octets).hexdigest())}


def text(core, pod):
    """A word and back in base64, as dashboards in browsers have it; the client itself does not."""
    at = core.api_client.configuration
    files = {"ca_certs": at.ssl_ca_cert, "certfile": at.cert_file, "keyfile": at.key_file}
    headers = {}
    core.api_client.update_params_for_auth(headers, [], ["BearerToken"])
    there = websocket.create_connection(
        at.host.replace("https", "wss", 1)
        + f"/api/v1/namespaces/default/pods/{pod}/exec?command=cat&stdin=true&stdout=true",
        timeout=WITHIN,
        header=headers,
        subprotocols=["v4.base64.channel.k8s.io"],
        sslopt={option: file for option, file in files.items() if file},
    )
    first = there.recv()
    there.send("0d29yZA==")
    back = there.recv()
    there.close()
    return {"protocol": there.subprotocol, "first": first, "back": back}


def absent(core, pod):
    """A program that is not there."""
    running = command(core, pod, "nothere")
    running.run_forever(timeout=WITHIN)
    return {"stderr": running.read_channel(2).decode(), "code": running.returncode}


def follow(core, pod):
    """The log's lines until it ends; the second one is asked for when the first one has come."""
    lines = []
    read = watch.Watch().stream(core.read_namespaced_pod_log, pod, "default", _request_timeout=WITHIN)
    for line in read:
        lines.append(line)
        if len(lines) == 1:
            command(core, pod, "touch", "/tmp/go").run_forever(timeout=WITHIN)
    return lines


def forward(core, pod, port):
    """2 MiB to the port and back, and what is said of a port where nobody listens."""
    octets = os.urandom(2 << 20)
    there = portforward(core.connect_get_namespaced_pod_portforward, pod, "default", ports=port)
    socket = there.socket(int(port))
    socket.settimeout(WITHIN)
    head = f"POST /cgi-bin/echo HTTP/1.0\r\nContent-Length: {len(octets)}\r\n\r\n".encode()
    # An answer begins before all of the request is there.
    threading.Thread(target=socket.sendall, args=(head + octets,), daemon=True).start()
    answer = read_all(socket)

    closed = portforward(core.connect_get_namespaced_pod_portforward, pod, "default", ports="9")
    closed.socket(9).settimeout(WITHIN)
    nothing = read_all(closed.socket(9))
    return {
        "answer": answer[:15].decode(errors="replace"),
        "same": answer.endswith(octets),
        "error": there.error(int(port)),
        "nothing": nothing.decode(),
        "refused": closed.error(9),
    }


def read_all(socket):
    """Until its end."""
    read = b""
    while more := socket.recv(1 << 16):
        read += more
    return read


config.load_kube_config()
PARTS = {
    "exec": execute,
    "whole": whole,
    "text": text,
    "absent": absent,
    "logs": follow,
    "forward": forward,
}
print(json.dumps(PARTS[sys.argv[1]](client.CoreV1Api(), *sys.argv[2:])))
