"""A value and the shape it has to have."""

import dataclasses
import functools
import re

# What the recorder writes in place of a secret: nothing is known of it but that it was there.
REDACTED = "***"

TYPES = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "character": str,
    "blob": (str, bytes),
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
}


@dataclasses.dataclass(frozen=True)
class Reading:
    """How to read a value.

    on_the_wire: its members have their names of the wire, not those of the model
    time: the format of timestamps that say nothing else
    limits: patterns and sizes hold. Models state them for what AWS takes; it does not keep to them
        in what it gives, such as an empty map of tags where one is the least.
    """

    on_the_wire: bool
    time: str
    limits: bool

    def name(self, name, shape):
        return shape.serialization.get("name", name) if self.on_the_wire else name


def faults_of(shape, value, path, reading):
    """What the description does not allow of a value."""
    # In JSON, null is as good as absent: so Smithy's AWS JSON protocols tell clients to take it.
    if value is None or value == REDACTED or getattr(shape, "is_document_type", False):
        return
    if not is_of_type(shape, value, reading.time):
        yield f"{path}: {type(value).__name__} instead of {shape.type_name}"
        return
    if shape.metadata.get("enum") and value not in shape.metadata["enum"]:
        yield f"{path}: {value!r} is not of the enum"
    if reading.limits:
        yield from limit_faults(shape, value, path)
    inner = {"structure": structure_faults, "list": list_faults, "map": map_faults}
    if shape.type_name in inner:
        yield from inner[shape.type_name](shape, value, path, reading)


def structure_faults(shape, value, path, reading):
    members = {reading.name(name, member): member for name, member in shape.members.items()}
    required = {reading.name(name, shape.members[name]) for name in shape.required_members}
    for name in sorted(required):
        if value.get(name) is None:
            yield f"{path}.{name}: missing"
    for name, inner in value.items():
        if name in members:
            yield from faults_of(members[name], inner, f"{path}.{name}", reading)
        else:
            yield f"{path}.{name}: unknown member"


def list_faults(shape, value, path, reading):
    for inner in value:
        yield from faults_of(shape.member, inner, f"{path}[]", reading)


def map_faults(shape, value, path, reading):
    for name, inner in value.items():
        yield from faults_of(shape.key, name, f"{path}{{key}}", reading)
        yield from faults_of(shape.value, inner, f"{path}{{value}}", reading)


def is_of_type(shape, value, time):
    if shape.type_name == "timestamp":
        return is_time(value, shape.serialization.get("timestampFormat", time))
    if isinstance(value, bool):
        return shape.type_name == "boolean"
    return isinstance(value, TYPES[shape.type_name])


def is_time(value, form):
    # botocore's parser has made a datetime of what it could read.
    if hasattr(value, "tzinfo"):
        return True
    if form == "unixTimestamp":
        # In seconds: taken for milliseconds, 10^11 is in 1973.
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value < 1e11
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", str(value)))


def limit_faults(shape, value, path):
    limits = shape.metadata
    if "pattern" in limits and not pattern(limits["pattern"]).fullmatch(value):
        yield f"{path}: does not match {limits['pattern']}"
    if shape.type_name in ("blob", "structure", "boolean", "timestamp"):
        return
    size = value if isinstance(value, (int, float)) else len(value)
    if size < limits.get("min", size):
        yield f"{path}: below the least, {limits['min']}"
    if size > limits.get("max", size):
        yield f"{path}: above the most, {limits['max']}"


# Patterns of the models are written for Java: Python has no \p{L}, and takes \w-_ for a range. What
# stands in for them takes more, never less.
IN_PYTHON = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s", r"\w-": r"\w\-"}


@functools.cache
def pattern(text):
    for java, python in IN_PYTHON.items():
        text = text.replace(java, python)
    return re.compile(text, re.DOTALL)
