"""Whether AWS could have given a recorded answer."""

import json

import botocore.awsrequest
import botocore.parsers

from .shapes import Reading, faults_of

IN_JSON = Reading(on_the_wire=True, time="unixTimestamp", limits=False)
IN_XML = Reading(on_the_wire=False, time="iso8601", limits=False)

# Errors that no model lists, as they come before or around a service's own code. Sources: "Common
# Errors" in the API references of ECS, EKS, IAM and STS (docs.aws.amazon.com/AmazonECS/latest/
# APIReference/CommonErrors.html and its like); SerializationException, UnknownOperationException:
# Smithy's AWS JSON protocols (smithy.io/2.0/aws/protocols).
COMMON_ERRORS = set(
    """
    AccessDenied AccessDeniedException ExpiredToken ExpiredTokenException IncompleteSignature
    InternalFailure InvalidAction InvalidClientTokenId InvalidSignatureException
    MalformedHttpRequestException MissingAction MissingAuthenticationToken MissingParameter
    NotAuthorized OptInRequired RequestEntityTooLargeException RequestExpired SerializationException
    ServiceUnavailable SignatureDoesNotMatch Throttling ThrottlingException
    UnknownOperationException UnrecognizedClientException ValidationError ValidationException
    """.split()
)

# EC2's model lists no errors at all; these are the ones that a lab can meet. Source:
# docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
EC2_ERRORS = set(
    """
    AuthFailure DependencyViolation Gateway.NotAttached InternalError InvalidGroup.Duplicate
    InvalidGroup.InUse InvalidGroup.NotFound InvalidInternetGatewayID.NotFound
    InvalidNetworkInterfaceID.NotFound InvalidParameterCombination InvalidParameterValue
    InvalidPermission.Duplicate InvalidPermission.NotFound InvalidRoute.NotFound
    InvalidRouteTableID.NotFound InvalidSecurityGroupRuleId.NotFound InvalidSubnet.Conflict
    InvalidSubnet.Range InvalidSubnetID.NotFound InvalidVpc.Range InvalidVpcID.NotFound
    RequestLimitExceeded Resource.AlreadyAssociated RouteAlreadyExists UnauthorizedOperation
    VpcLimitExceeded
    """.split()
)


def answer_faults(call):
    """What AWS would not give of an answer."""
    try:
        parsed = parse(call)
        body = json.loads(call.record["response"] or "{}") if call.is_json else parsed
    except Exception as e:  # whatever the parser of AWS's own clients stumbles over
        why = f"{type(e).__name__}: {str(e).splitlines()[0]}"
        yield f"answer: with status {call.record['status']} cannot be parsed: {why}"
        return
    yield from header_faults(call)
    parsed.pop("ResponseMetadata")
    if call.record["status"] >= 300:
        yield from error_faults(call, parsed["Error"]["Code"], body)
    elif call.operation.output_shape is None:
        yield from (f"answer.{name}: unknown member" for name in body)
    else:
        reading = IN_JSON if call.is_json else IN_XML
        yield from faults_of(call.operation.output_shape, body, "answer", reading)


def parse(call):
    """The answer as AWS's own clients read it."""
    response = {
        "status_code": call.record["status"],
        "headers": botocore.awsrequest.HeadersDict(call.record["responseHeaders"]),
        "body": call.record["response"].encode(),
    }
    parser = botocore.parsers.create_parser(call.protocol)
    return parser.parse(response, call.operation.output_shape)


def header_faults(call):
    headers = call.record["responseHeaders"]
    if "x-amzn-requestid" not in headers:
        yield "answer: without a request id"
    if call.is_json and call.record["response"] and headers.get("content-type") != call.media_type:
        yield f"answer: content type {headers.get('content-type')!r} instead of {call.media_type}"


def error_faults(call, code, body):
    status = call.record["status"]
    # Where the two differ, XML has the code and JSON the shape's name.
    errors = {e.name if call.is_json else e.error_code: e for e in call.operation.error_shapes}
    common = COMMON_ERRORS | (EC2_ERRORS if call.protocol == "ec2" else set())
    if status >= 500:
        # AWS may fail; when the local lab does, that is a fault of its own.
        yield f"answer: error {code!r} with status {status}"
    elif code not in errors:
        if code not in common:
            yield f"answer: error {code!r} with status {status} is not of this operation"
    else:
        due = errors[code].metadata.get("error", {}).get("httpStatusCode", status)
        if status != due:
            yield f"answer: error {code} with status {status} instead of {due}"
        if call.is_json:
            # The type is no member, and clients take the message in either case.
            members = {k: v for k, v in body.items() if k.lower() not in ("__type", "message")}
            yield from faults_of(errors[code], members, f"answer({code})", IN_JSON)
