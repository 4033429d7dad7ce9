"""Whether AWS would take a recorded request."""

import json
import re
import urllib.parse

import botocore.validate

from .shapes import Reading, faults_of

IN_JSON = Reading(on_the_wire=True, time="unixTimestamp", limits=True)
IN_FORMS = Reading(on_the_wire=False, time="iso8601", limits=True)


def request_faults(call):
    """What AWS would not take of a request."""
    try:
        value = json_value(call) if call.is_json else form_value(call)
    except ValueError as e:
        yield f"request: not JSON: {e}"
        return
    if call.protocol == "json" and call.record["contentType"] != call.media_type:
        yield f"request: content type {call.record['contentType']!r} instead of {call.media_type}"
    shape = call.operation.input_shape
    if shape is None:
        yield from (f"request.{name}: unknown member" for name in value)
        return
    faults = list(faults_of(shape, value, "request", IN_JSON if call.is_json else IN_FORMS))
    yield from faults
    # A second opinion, botocore's own: where the first finds nothing, it must not either.
    if not faults:
        parameters = as_parameters(shape, value) if call.is_json else value
        report = botocore.validate.ParamValidator().validate(parameters, shape)
        if report.has_errors():
            yield f"request: {' '.join(report.generate_report().split())}"


def as_parameters(shape, value):
    """A value with the names that its members have in the model, as botocore takes it."""
    if shape.type_name == "list":
        return [as_parameters(shape.member, inner) for inner in value]
    if shape.type_name == "map":
        return {name: as_parameters(shape.value, inner) for name, inner in value.items()}
    if shape.type_name != "structure":
        return value
    return {
        name: as_parameters(member, value[serialized(member, name)])
        for name, member in shape.members.items()
        if value.get(serialized(member, name)) is not None
    }


# ---- JSON, in a body or with a path and a query --------------------------------------------------


def json_value(call):
    body = json.loads(call.record["request"] or "{}")
    if call.protocol == "json":
        return body
    shape = call.operation.input_shape
    payload = shape.serialization.get("payload") if shape else None
    value = {payload: body} if payload else body
    value.update(call.routes()[call.operation.name])
    known = shape.members.values() if shape else []
    in_query = [m for m in known if m.serialization.get("location") == "querystring"]
    members = {member.serialization["name"]: member for member in in_query}
    for name, texts in urllib.parse.parse_qs(call.record["query"], keep_blank_values=True).items():
        # A name that is not known stays, to be found as such.
        value[name] = query_value(members[name], texts) if name in members else texts[0]
    return value


def query_value(shape, texts):
    if shape.type_name == "list":
        return [scalar(shape.member, text) for text in texts]
    return scalar(shape, texts[0])


# ---- forms: the query protocol and EC2's kind of it ----------------------------------------------


def form_value(call):
    envelope = re.compile(r"Action|Version|X-Amz-.*")
    form = {name: text for name, text in call.form.items() if not envelope.fullmatch(name)}
    shape = call.operation.input_shape
    value = Form(form, call.protocol == "ec2").take(shape, "") if shape else {}
    # What no member took is unknown, wherever in a list it is.
    value.update({re.sub(r"\.\d+", "[]", name): text for name, text in form.items()})
    return value


class Form:
    """Takes what belongs to a shape out of flat parameters, and gives it the shape's structure."""

    def __init__(self, parameters, ec2):
        self.parameters = parameters
        self.ec2 = ec2

    def take(self, shape, name):
        take = {"structure": self.structure, "list": self.list, "map": self.map}
        if shape.type_name in take:
            return take[shape.type_name](shape, name)
        return scalar(shape, self.parameters.pop(name, None))

    def structure(self, shape, name):
        value = {}
        for member, inner in shape.members.items():
            full = ".".join(filter(None, (name, self.name(member, inner))))
            if any(key == full or key.startswith(full + ".") for key in self.parameters):
                value[member] = self.take(inner, full)
        return value

    def list(self, shape, name):
        self.parameters.pop(name, None)  # so an empty list is written
        base = name if self.flat(shape) else f"{name}.{serialized(shape.member, 'member')}"
        return [self.take(shape.member, f"{base}.{i}") for i in self.indices(base)]

    def map(self, shape, name):
        base = name if self.flat(shape) else f"{name}.entry"
        key, value = serialized(shape.key, "key"), serialized(shape.value, "value")
        return {
            self.take(shape.key, f"{base}.{i}.{key}"): self.take(shape.value, f"{base}.{i}.{value}")
            for i in self.indices(base)
        }

    def flat(self, shape):
        return self.ec2 or shape.serialization.get("flattened", False)

    def name(self, member, shape):
        name = serialized(shape, member)
        if self.ec2:
            return shape.serialization.get("queryName", name[0].upper() + name[1:])
        return name

    def indices(self, base):
        found = (re.match(re.escape(base) + r"\.(\d+)(\.|$)", key) for key in self.parameters)
        return sorted({int(match[1]) for match in found if match})


def serialized(shape, default):
    return shape.serialization.get("name", default)


def scalar(shape, text):
    """A text as what it stands for. If it cannot, it stays a text, and is found to be no number."""
    if shape.type_name == "boolean":
        return {"true": True, "false": False}.get(text, text)
    number = {"integer": int, "long": int, "float": float, "double": float}.get(shape.type_name)
    try:
        return number(text) if number else text
    except (TypeError, ValueError):
        return text
