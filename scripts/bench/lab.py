"""What the measurements share: the running local lab, and figures."""

import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def die(status, message):
    print(f"{pathlib.Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    sys.exit(status)


def use_environment():
    """Goes on in the Python environment that fnk made for moto, which has boto3."""
    home = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    cache = pathlib.Path(os.environ.get("FNK_CACHE_DIR") or home / "fnk")
    made = [marker.with_name("bin") / "python" for marker in cache.glob("moto-*/.complete")]
    if not made:
        die(69, f"no Python environment in {cache}; `fnk local start` makes it")
    python = max(made, key=lambda path: path.parent.stat().st_mtime)
    if pathlib.Path(sys.executable) != python:
        os.execv(python, [str(python), *sys.argv])


def output(*command, given=None):
    done = subprocess.run(command, input=given, capture_output=True, text=True)
    if done.returncode != 0:
        die(69, f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout


def fnk(*arguments):
    return json.loads(output(ROOT / "fnk", *arguments, "-o", "json"))


def kubectl(*arguments, given=None):
    return output("kubectl", *arguments, given=given)


def clients(*services):
    """boto3's clients of the local lab."""
    import boto3

    world = fnk("local", "status")
    region = fnk("status", "--local")["region"]
    return [
        boto3.client(
            service,
            endpoint_url=world["endpoint"],
            region_name=region,
            aws_access_key_id=world["accessKeyId"],
            aws_secret_access_key=world["secretAccessKey"],
        )
        for service in services
    ]


def row(what, values, unit, digits=0):
    """Prints the median and the extremes of values."""
    middle = statistics.median(values)
    numbers = [f"{value:.{digits}f}" for value in (middle, min(values), max(values))]
    print(f"{what:44} {numbers[0]:>9} {unit:4} ({numbers[1]} to {numbers[2]}, n={len(values)})")
    return middle
