"""A gRPC client of another make reads what the service `streams` streams."""

import sys

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

TIMEOUT = 10


def main(address):
    with grpc.insecure_channel(address) as channel:
        grpc.channel_ready_future(channel).result(timeout=TIMEOUT)
        service = DescriptorPool(ProtoReflectionDescriptorDatabase(channel)).FindServiceByName("pb.Streams")

        def call(name, **fields):
            method = service.methods_by_name[name]
            assert method.server_streaming and not method.client_streaming
            request, reply = GetMessageClass(method.input_type), GetMessageClass(method.output_type)
            stream = channel.unary_stream(f"/pb.Streams/{name}", request.SerializeToString, reply.FromString)
            return stream(request(**fields), timeout=TIMEOUT)

        words = [(item.place, item.word) for item in call("Words", text="a - c")]
        assert words == [(0, "a"), (1, ""), (2, "c")], words

        counted = call("CountUp", to=2, fail=True)
        assert [next(counted).value, next(counted).value] == [1, 2]
        try:
            next(counted)
            raise AssertionError("it does not fail")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.OUT_OF_RANGE, error
            assert error.details() == "cannot count further", error

        chunks = call("Chunks", length=10)
        assert next(chunks).value == b"\x07" * 10
        chunks.cancel()
        print(f"{len(words)} items, an error, one that was cancelled")


main(sys.argv[1])
