"""A gRPC client made of the .proto files that the service was made of."""

import os
import sys

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

MONEY = {"units": "-9223372036854775808", "currency": "CURRENCY_JPY", "place": {"latitude": -0.5, "longitude": 1.5}}
LINE = {"item": "ü", "price": MONEY, "state": "LOST", "parts": [{}, {"item": "b", "state": "STATE_SENT"}]}
ORDERS = [
    {},
    {"cash": MONEY, "match": False, "kind": "KIND_GIFT", "last": "STATE_UNSPECIFIED"},
    {"cash": {}, "at": "9999-12-31T23:59:59.999999999Z", "code": {"code": "c"}},
    {"cash": {"unknown": ""}, "question": {}},
    {"card": {}, "question": {"expected": {"why": "GOOD_REASON"}}},
    {"card": {"number": "7"}, "note": ""},
    {"nothing": {}, "note": "n", "counts": [0, 4294967295]},
    {"other_order": {"other_order": {"nothing": {}, "lines": [LINE, {}]}}},
    {"raw": ""},
    {"raw": "AP8="},
    {"state": "STATE_UNSPECIFIED", "by_name": {"": {}, "b": LINE}},
    {"state": "LOST", "states": {"-1": "LOST", "0": "STATE_UNSPECIFIED"}},
    {"points": "0"},
    {"points": "9223372036854775807"},
]
CASES = [
    ("Ping", {}, {}),
    ("Clear", {}, {"kind": "KIND_GIFT"}),
    ("Keep", {}, {}),
    *(("Keep", {"order": order}, {"order": order}) for order in ORDERS),
    ("Pay", {}, {}),
    ("Pay", {"id": "a", "cash": MONEY}, {"order": {"kind": "KIND_GIFT", "cash": MONEY}}),
    ("Pay", {"cash": {}}, {"order": {"kind": "KIND_GIFT", "cash": {}}}),
    ("Pay", {"id": "a", "card": {"number": "7"}}, {"receipt": "a7"}),
    ("Pay", {"card": {}}, {"receipt": ""}),
    ("Pay", {"free": {}}, {"state": "LOST"}),
    ("Answer", {}, {"yes": True, "why": "GOOD_REASON"}),
    ("Answer", {"text": "a", "expected": {}}, {}),
    ("Answer", {"expected": {"why": "GOOD_REASON"}}, {"why": "GOOD_REASON"}),
    ("Change", {}, {}),
    ("Change", MONEY, MONEY),
    ("Change", {"unknown": ""}, {"unknown": ""}),
]
NOT_KNOWN = [("Keep", {"order": {"kind": 9}}, "kind"), ("Pay", {"cash": {"currency": 5}}, "currency")]


def plain(message):
    return MessageToDict(message, preserving_proto_field_name=True)


def reflected(channel):
    """What the service says of itself is what its files say."""
    pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    order = pool.FindMessageTypeByName("acme.shop.v1.Order")
    assert [field.name for field in order.oneofs_by_name["type"].fields] == ["match", "at"]
    assert "Answer" in order.nested_types_by_name["Question"].nested_types_by_name
    assert pool.FindMessageTypeByName("acme.common.v1.Money").fields_by_name["units"].number == 1


def main(address):
    os.chdir(os.path.join(os.path.dirname(__file__), "../../../shop/proto"))
    sys.path.append(".")
    protos = grpc.protos("shop.proto")
    service = protos.DESCRIPTOR.services_by_name["Shop"]
    with grpc.insecure_channel(address) as channel:
        grpc.channel_ready_future(channel).result(timeout=10)

        def call(name, sent, kind=channel.unary_unary):
            method = service.methods_by_name[name]
            request, reply = GetMessageClass(method.input_type), GetMessageClass(method.output_type)
            path = f"/acme.shop.v1.Shop/{name}"
            answer = kind(path, request.SerializeToString, reply.FromString)
            return reply, answer(ParseDict(sent, request()), timeout=10)

        for name, sent, expected in CASES:
            reply, answer = call(name, sent)
            wanted = ParseDict(expected, reply())
            assert answer == wanted, f"{name} {sent}: wanted {plain(wanted)}, got {plain(answer)}"
        for name, sent, field in NOT_KNOWN:
            try:
                raise AssertionError(call(name, sent))
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.INVALID_ARGUMENT and field in error.details(), error
        for sent in [{}, {"yes": {}}, {"no": {}}]:
            _, items = call("Choose", sent, channel.unary_stream)
            assert [plain(item) for item in items] == [sent, {"yes": {}}, {}, {"no": {}}]
        reflected(channel)
    print(f"{1 + len({name for name, _, _ in CASES})} rpcs answered")


main(sys.argv[1])
