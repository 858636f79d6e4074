"""The notificator as the Go tool's service speaks, byte by byte: no message type is known here.

`serve` prints its address, then a line for each call: the request in hex. A `content` of "fail" ends in
the error that go-kit makes of any error: UNKNOWN with its text. `call ADDRESS` calls one with the bytes
that a Go client sends, and prints the reply in hex.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import grpc

METHOD = "/pb.Notificator/SendEmail"
# Field 1 is "id": what the Go struct `SendEmailReply{Id: "an id"}` becomes.
REPLY = b"\x0a\x05an id"
# `SendEmailRequest{Email: "test", Content: "Hi!"}`
REQUEST = b"\x0a\x04test\x12\x03Hi!"


class Notificator(grpc.GenericRpcHandler):
    def service(self, details):
        return grpc.unary_unary_rpc_method_handler(self.send_email) if details.method == METHOD else None

    def send_email(self, request, context):
        print(request.hex(), flush=True)
        if b"fail" in request:
            context.abort(grpc.StatusCode.UNKNOWN, "the mailbox is full")
        return REPLY


def serve():
    server = grpc.server(ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers([Notificator()])
    print(f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}", flush=True)
    server.start()
    # Until the one who started it closes its end.
    sys.stdin.read()
    server.stop(None)


def call(address):
    with grpc.insecure_channel(address) as channel:
        print(channel.unary_unary(METHOD)(REQUEST, timeout=10).hex())


serve() if sys.argv[1] == "serve" else call(sys.argv[2])
