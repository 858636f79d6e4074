"""A gRPC client made of the .proto that the service was made of."""

import sys

import grpc
from google.protobuf.json_format import MessageToDict, ParseDict

EVERYTHING = {
    "bugs": {"": {"id": 1, "weight": 0.5, "f": -2.0, "b": "AP8="}, "empty": {"id": 0, "weight": 0.0}},
    "colors": {"-1": "COLOR_UNSPECIFIED", "2147483647": "COLOR_DARK_BLUE"},
    "raw": "AAEC",
    "zig": -2147483648,
    "fixed": "18446744073709551615",
    "sf": -5,
    "type": "typ",
    "camelCase": "-9223372036854775808",
    "again": {"took": "0s"},
    "took": "315576000000.999999999s",
}
ALL_DEFAULTS = {"bugs": {"": {}}, "colors": {"0": "COLOR_UNSPECIFIED"}, "again": {}}
TREE = {
    "label": "root",
    "left": {"label": "left"},
    "others": [{"label": "other"}],
    "shape": {"tree": {"label": "inner"}},
}
SHAPES = [
    {"circle": {"radius": 1.5}},
    {"text": ""},
    {"tree": TREE},
    {"color": "COLOR_UNSPECIFIED"},
    {"marker": {}},
]
CASES = [
    ("Get", {}, {"name": "0 "}),
    (
        "Get",
        {"id": "7", "tags": ["a", "b"], "since": "9999-12-31T23:59:59.999999999Z", "color": "COLOR_RED",
         "everything": {"took": "1.500s"}},
        {"name": "7 a b", "took": "1.500s", "times": ["9999-12-31T23:59:59.999999999Z"], "colors": ["COLOR_RED"]},
    ),
    ("Get", {"color": "COLOR_UNSPECIFIED"}, {"name": "0 ", "colors": ["COLOR_UNSPECIFIED"]}),
    ("Keep", {}, {}),
    ("Keep", {"everything": EVERYTHING}, {"everything": EVERYTHING}),
    ("Keep", {"everything": ALL_DEFAULTS}, {"everything": ALL_DEFAULTS}),
    ("Put", {"id": 4294967295, "weight": "NaN", "f": 0.0, "b": ""}, {"id": 4294967295, "weight": "NaN", "f": 0.0, "b": ""}),
    ("Put", {}, {}),
    ("GetURL", {"id": "x"}, {"url": "https://x", "secure": True}),
    ("New", {}, {}),
    ("Type", {}, TREE),
    ("Draw", {"shapes": SHAPES, "status": "STATUS_404"}, {"shapes": SHAPES, "status": "STATUS_404"}),
]


def plain(message):
    return MessageToDict(message, preserving_proto_field_name=True)


def main(address):
    sys.path.append(".")
    protos = grpc.protos("library.proto")
    service = protos.DESCRIPTOR.services_by_name["Library"]
    with grpc.insecure_channel(address) as channel:
        grpc.channel_ready_future(channel).result(timeout=10)
        for name, sent, expected in CASES:
            method = service.methods_by_name[name]
            request = getattr(protos, method.input_type.name)
            reply = getattr(protos, method.output_type.name)
            path = f"/acme.library.v1.Library/{name}"
            call = channel.unary_unary(path, request.SerializeToString, reply.FromString)
            answer = call(ParseDict(sent, request()), timeout=10)
            wanted = plain(ParseDict(expected, reply()))
            assert plain(answer) == wanted, f"{name}: wanted {wanted}, got {plain(answer)}"
    print(f"{len({name for name, _, _ in CASES})} rpcs answered")


main(sys.argv[1])
