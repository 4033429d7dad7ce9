"""A recorded call: its service's model, its protocol and its operation."""

import functools
import re
import urllib.parse

import botocore.exceptions
import botocore.session

# Signing names of services whose models are called otherwise; most are called the same.
MODELS = {
    "elasticloadbalancing": ("elbv2", "elb"),
    "monitoring": ("cloudwatch",),
    "servicequotas": ("service-quotas",),
    "tagging": ("resourcegroupstaggingapi",),
}


def model_of(record):
    """The model of what a call asks; None: AWS has no such service.

    Services may share a signing name: then the version asked for tells them apart.
    """
    models = models_of(record["service"])
    version = form_of(record).get("Version")
    return next((model for model in models if model.api_version == version), next(iter(models), None))


@functools.cache
def models_of(service):
    """All models of a signing name."""
    try:
        names = MODELS.get(service, (service,))
        return tuple(botocore.session.Session().get_service_model(name) for name in names)
    except botocore.exceptions.UnknownServiceError:
        return ()


class Call:
    """A line of the recording.

    operation: None when the model has none that the request asks for
    """

    def __init__(self, model, record):
        self.model = model
        self.record = record
        self.form = form_of(record)
        self.protocol = self.spoken()
        name = self.asked()
        self.operation = model.operation_model(name) if name in model.operation_names else None

    def spoken(self):
        """A service may have several protocols; clients choose."""
        protocols = self.model.metadata.get("protocols", [self.model.metadata["protocol"]])
        if self.record["target"] and "json" in protocols:
            return "json"
        return "query" if "Action" in self.form and "query" in protocols else protocols[0]

    @property
    def is_json(self):
        return self.protocol in ("json", "rest-json")

    @property
    def media_type(self):
        """What a JSON body is called; None for other protocols."""
        if self.protocol == "json":
            return f"application/x-amz-json-{self.model.metadata['jsonVersion']}"
        return "application/json" if self.protocol == "rest-json" else None

    def asked(self):
        """The name of the operation by the rules of the protocol."""
        if self.protocol == "json":
            prefix, _, name = self.record["target"].rpartition(".")
            return name if prefix == self.model.metadata["targetPrefix"] else None
        if self.protocol in ("query", "ec2"):
            same = self.form.get("Version") == self.model.api_version
            return self.form.get("Action") if same else None
        return next(iter(self.routes()), None) if self.protocol == "rest-json" else None

    def routes(self):
        """Labels by operation, where method and path fit; operations with fewer labels first."""
        found = {}
        for name in self.model.operation_names:
            http = self.model.operation_model(name).http
            parts = re.split(r"\{(\w+\+?)\}", http["requestUri"].partition("?")[0])
            texts = (label_pattern(p) if i % 2 else re.escape(p) for i, p in enumerate(parts))
            fit = re.fullmatch("".join(texts), self.record["path"])
            if fit and http["method"] == self.record["method"]:
                labels = (label.rstrip("+") for label in parts[1::2])
                found[name] = dict(zip(labels, map(urllib.parse.unquote, fit.groups())))
        return dict(sorted(found.items(), key=lambda route: len(route[1])))

    def __str__(self):
        """What is asked for, for people."""
        if "Action" in self.form:
            return f"{self.form['Action']} of version {self.form.get('Version')}"
        return self.record["target"] or f"{self.record['method']} {self.record['path']}"


def label_pattern(label):
    return "(.+)" if label.endswith("+") else "([^/]+)"


def form_of(record):
    """The parameters of a form: in the body, or in the URL when that is presigned."""
    is_form = record["contentType"].startswith("application/x-www-form-urlencoded")
    text = "&".join(filter(None, (record["query"], record["request"] if is_form else "")))
    return dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
