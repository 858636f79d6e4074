"""A gRPC client that knows nothing of the service but its address: it learns the rest by reflection.

Prints what it learnt as one JSON object.
"""

import json
import sys

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

TIMEOUT = 10


def fields(message):
    return [[field.name, field.number, field.type] for field in message.fields]


def health(channel, service):
    stub = health_pb2_grpc.HealthStub(channel)
    try:
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=TIMEOUT)
        return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
    except grpc.RpcError as error:
        return error.code().name


def status_of(call, request):
    try:
        call(request, timeout=TIMEOUT)
        return "OK"
    except grpc.RpcError as error:
        return error.code().name


def main(address):
    with grpc.insecure_channel(address) as channel:
        grpc.channel_ready_future(channel).result(timeout=TIMEOUT)
        database = ProtoReflectionDescriptorDatabase(channel)
        services = sorted(database.get_services())
        service = DescriptorPool(database).FindServiceByName("pb.Notificator")
        method = service.methods_by_name["SendEmail"]
        request, reply = GetMessageClass(method.input_type), GetMessageClass(method.output_type)
        path = f"/{service.full_name}/{method.name}"
        call = channel.unary_unary(path, request.SerializeToString, reply.FromString)
        answer = call(request(email="test", content="Hi!"), timeout=TIMEOUT)
        nothing = channel.unary_unary("/pb.Notificator/Nothing", request.SerializeToString, reply.FromString)
        print(json.dumps({
            "services": services,
            "file": service.file.name,
            "methods": [method.name for method in service.methods],
            "request": [method.input_type.full_name, fields(method.input_type)],
            "reply": [method.output_type.full_name, fields(method.output_type)],
            "id": answer.id,
            "nothing": status_of(nothing, request()),
            "health": {name: health(channel, name) for name in ["", "pb.Notificator", "pb.Nobody"]},
        }))


main(sys.argv[1])
