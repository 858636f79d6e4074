"""A gRPC client of another make: it sends each kind of value to the service `kinds`, which gives it back.

The values are in protobuf's own JSON; what comes back must read the same.
"""

import sys

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

TIMEOUT = 10
ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
MOMENT = {
    "std": "1969-12-31T23:59:59.000000001Z",
    "chrono": "0001-01-01T00:00:00Z",
    "jiff": "9999-12-30T22:00:00Z",
    "time": "9999-12-31T23:59:59.999999999Z",
    "maybe": "1970-01-01T00:00:00Z",
    "many": ["2026-11-21T12:00:00.500Z"],
}
SPAN = {
    "std": "315576000000s",
    "chrono": "-1.500s",
    "jiff": "-315576000000s",
    "time": "0.000000001s",
    "many": ["0s"],
}
KEYS = {
    "of_bool": {"true": 255},
    "of_char": {"\U0001f980": "AP8="},
    "of_i8": {"-128": 0.5},
    "of_u16": {"65535": True},
    "of_i32": {"-2147483648": {"value0": 1.5}},
    "of_u64": {"18446744073709551615": {"value0": 1, "value1": "one"}},
    "of_i64": {"-9223372036854775808": "COLOR_GREEN"},
    "of_string": {"": "empty"},
    "of_uuid": {ID: "-0.10"},
    "of_address": {"::1": "0.000000001s"},
}
TEXTS = {
    "id": ID,
    "maybe_id": ID,
    "ids": [ID],
    "address": "::1",
    "v4": "127.0.0.1",
    "v6": "2001:db8::ff",
    "url": "https://example.org/a?b=c#d",
    "amount": "79228162514264337593543950335",
    "day": "2026-11-21",
    "civil": "0001-01-01",
    "date": "1969-02-28",
}
TREE = {
    "value": "18446744073709551615",
    "left": {"value": "1", "right": {}},
    "leaves": [{}, {"value": "2"}],
    "more": {"": {"value": "3"}},
    "branch": {"tree": {"value": "4"}},
}
DEEP = {"number": "-9223372036854775808"}
for _ in range(50):
    DEEP = {"negated": DEEP}

CASES = [
    ("EchoArray", "AAEC/w=="),
    ("EchoBuffer", "AP8="),
    ("EchoIds", [ID]),
    ("EchoLetters", ["\0", "\U0010ffff"]),
    ("EchoSmall", [0, 255]),
    ("EchoMap", {"": {"nothing": {}}}),
    ("EchoPair", {"value0": 255, "value1": "\u6f22"}),
    ("EchoTuples", [{"value0": "-1"}, {"value1": "COLOR_RED"}]),
    ("EchoColor", "COLOR_DARK_BLUE"),
    ("EchoColors", ["COLOR_RED", "COLOR_RED"]),
    ("EchoMaybeColor", "COLOR_GREEN"),
    ("EchoLevel", "LEVEL_HIGH"),
    ("EchoShape", {"circle": "NaN"}),
    ("EchoShape", {"rect": {"width": "-Infinity"}}),
    ("EchoShape", {"rect": {"width": 0.5, "height": 0.0}}),
    ("EchoShape", {"line": {"value0": {"x": 1, "y": -2147483648}, "value1": {}}}),
    ("EchoShape", {"polygon": {"value0": [{"x": 1}, {}]}}),
    ("EchoShape", {"colored": "COLOR_RED"}),
    ("EchoMaybeShape", {"pair": {"value0": 1}}),
    ("EchoMeters", {"value0": "Infinity"}),
    ("EchoMarker", {}),
    ("EchoExpression", DEEP),
    ("EchoBoxed", {"length": {"value0": 2.5}}),
    ("EchoMoment", "1969-12-31T23:59:59Z"),
    ("EchoSpan", "0.250s"),
    ("EchoId", ID),
]
# The reply is the struct itself.
FLAT = [
    ("EchoKeys", KEYS),
    ("EchoTexts", TEXTS),
    ("EchoMoments", MOMENT),
    ("EchoSpans", SPAN),
    ("EchoTree", TREE),
    ("EchoPoint", {"y": -1}),
]


def main(address):
    with grpc.insecure_channel(address) as channel:
        grpc.channel_ready_future(channel).result(timeout=TIMEOUT)
        service = DescriptorPool(ProtoReflectionDescriptorDatabase(channel)).FindServiceByName("pb.Kinds")
        flat = dict(FLAT)
        kinds = set()
        for name, value in CASES + FLAT:
            method = service.methods_by_name[name]
            request, reply = GetMessageClass(method.input_type), GetMessageClass(method.output_type)
            call = channel.unary_unary(f"/pb.Kinds/{name}", request.SerializeToString, reply.FromString)
            answer = call(ParseDict({"value": value}, request()), timeout=TIMEOUT)
            said = MessageToDict(answer, preserving_proto_field_name=True)
            expected = value if name in flat else {"value": value}
            assert said == expected, f"{name}: sent {expected}, got {said}"
            kinds.add(name)
        print(f"{len(kinds)} kinds came back")


main(sys.argv[1])
