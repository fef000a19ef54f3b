"""Debian's python3-grpcio (C core) against the echo server. Usage: python_client.py host:port descriptor-set"""

import base64
import sys
import threading

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

target, descriptor_path = sys.argv[1:3]

pool = descriptor_pool.DescriptorPool()
with open(descriptor_path, "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)
factory = message_factory.MessageFactory(pool)


def message_type(name):
    return factory.GetPrototype(pool.FindMessageTypeByName(name))


Request, Response = message_type("echo.v1.EchoRequest"), message_type("echo.v1.EchoResponse")
HealthRequest, HealthResponse = message_type("grpc.health.v1.HealthCheckRequest"), message_type("grpc.health.v1.HealthCheckResponse")
PATIENCE = 5
checks = []


def check(function):
    checks.append(function)
    return function


def stub(channel, shape, method, request=Request, response=Response):
    return getattr(channel, shape)(method, request_serializer=request.SerializeToString, response_deserializer=response.FromString)


def unary(channel, method="/echo.v1.EchoService/Unary"):
    return stub(channel, "unary_unary", method)


def failure(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


@check
def unary_call(channel):
    equal(unary(channel)(Request(text="sales"), timeout=PATIENCE).text, "sales")


@check
def empty_message(channel):
    equal(unary(channel)(Request(), timeout=PATIENCE), Response())


@check
def large_message(channel):
    equal(len(unary(channel)(Request(payload=bytes(3_900_000)), timeout=PATIENCE).payload), 3_900_000)


@check
def request_over_the_limit(channel):
    error = failure(lambda: unary(channel)(Request(payload=bytes(5_000_000)), timeout=PATIENCE))
    equal(error.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)


@check
def server_stream(channel):
    call = stub(channel, "unary_stream", "/echo.v1.EchoService/ServerStream")
    equal([r.index for r in call(Request(count=1000), timeout=PATIENCE)], list(range(1000)))


@check
def server_stream_that_fails_after_messages(channel):
    call = stub(channel, "unary_stream", "/echo.v1.EchoService/ServerStream")(Request(count=3, fail_code=9, fail_message="closed"), timeout=PATIENCE)
    indexes = []
    error = failure(lambda: indexes.extend(r.index for r in iter(call.__next__, None)))
    equal(error.code(), grpc.StatusCode.FAILED_PRECONDITION)
    equal(error.details(), "closed")


@check
def client_stream(channel):
    call = stub(channel, "stream_unary", "/echo.v1.EchoService/ClientStream")
    equal(call(iter([Request(text="a"), Request(text="b")]), timeout=PATIENCE).text, "a,b")


@check
def duplex_stream(channel):
    call = stub(channel, "stream_stream", "/echo.v1.EchoService/Duplex")
    equal([r.text for r in call((Request(text=str(i)) for i in range(100)), timeout=PATIENCE)], [str(i) for i in range(100)])


@check
def metadata_ascii_and_binary(channel):
    sent = (("x-echo-text", "hello"), ("x-echo-data-bin", bytes(range(256))))
    _, call = unary(channel).with_call(Request(), metadata=sent, timeout=PATIENCE)
    headers, trailers = dict(call.initial_metadata()), dict(call.trailing_metadata())
    equal((headers["x-echo-text"], headers["x-echo-data-bin"]), ("hello", bytes(range(256))))
    equal((trailers["x-trailer-text"], trailers["x-trailer-data-bin"]), ("hello", bytes(range(256))))


@check
def error_message_in_unicode(channel):
    error = failure(lambda: unary(channel)(Request(fail_code=5, fail_message="队列 100% voll\n"), timeout=PATIENCE))
    equal((error.code(), error.details()), (grpc.StatusCode.NOT_FOUND, "队列 100% voll\n"))


@check
def error_with_details(channel):
    error = failure(lambda: unary(channel)(Request(fail_code=9, fail_message="closed", fail_with_details=True), timeout=PATIENCE))
    details = dict(error.trailing_metadata())["grpc-status-details-bin"]
    assert b"type.googleapis.com/google.rpc.BadRequest" in details, base64.b64encode(details)


@check
def exception_in_the_handler_tells_no_secret(channel):
    error = failure(lambda: unary(channel)(Request(throw=True, fail_message="password=1234"), timeout=PATIENCE))
    equal(error.code(), grpc.StatusCode.UNKNOWN)
    assert "1234" not in error.details(), error.details()


@check
def deadline(channel):
    error = failure(lambda: unary(channel)(Request(wait_for_cancellation=True), timeout=0.2))
    equal(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)


@check
def cancellation(channel):
    call = unary(channel).future(Request(wait_for_cancellation=True), timeout=PATIENCE)
    call.cancel()
    equal(call.code(), grpc.StatusCode.CANCELLED)


@check
def unknown_method_and_service(channel):
    for method in ("/echo.v1.EchoService/NotThere", "/echo.v1.EchoService/Nonsense", "/no.such.Service/Method"):
        error = failure(lambda: unary(channel, method)(Request(), timeout=PATIENCE))
        equal(error.code(), grpc.StatusCode.UNIMPLEMENTED)


@check
def compressed_request_and_response(channel):
    response = unary(channel)(Request(payload=bytes(100_000)), compression=grpc.Compression.Gzip, timeout=PATIENCE)
    equal(len(response.payload), 100_000)


@check
def thousand_streams_at_once(channel):
    barrier = threading.Semaphore(0)
    call = stub(channel, "stream_stream", "/echo.v1.EchoService/Duplex")

    def requests():
        yield Request(text="x")
        barrier.acquire()

    calls = [stub(channel, "unary_stream", "/echo.v1.EchoService/ServerStream")(Request(count=1, wait_for_cancellation=True)) for _ in range(1000)]
    for one in calls:
        next(one)
    equal(next(call(requests(), timeout=PATIENCE)).text, "x")
    barrier.release()
    for one in calls:
        one.cancel()


@check
def health(channel):
    checker = stub(channel, "unary_unary", "/grpc.health.v1.Health/Check", HealthRequest, HealthResponse)
    equal(checker(HealthRequest(), timeout=PATIENCE).status, 1)
    error = failure(lambda: checker(HealthRequest(service="unknown"), timeout=PATIENCE))
    equal(error.code(), grpc.StatusCode.NOT_FOUND)
    watch = stub(channel, "unary_stream", "/grpc.health.v1.Health/Watch", HealthRequest, HealthResponse)(HealthRequest(), timeout=PATIENCE)
    equal(next(watch).status, 1)
    watch.cancel()


@check
def reflection(channel):
    for version in ("v1", "v1alpha"):
        question = message_type(f"grpc.reflection.{version}.ServerReflectionRequest")
        answer = message_type(f"grpc.reflection.{version}.ServerReflectionResponse")
        ask = stub(channel, "stream_stream", f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo", question, answer)
        questions = [question(list_services=""), question(file_containing_symbol="echo.v1.EchoService.Unary"), question(file_by_filename="no.proto")]
        services, file, missing = ask(iter(questions), timeout=PATIENCE)
        assert "echo.v1.EchoService" in [s.name for s in services.list_services_response.service], services
        equal(descriptor_pb2.FileDescriptorProto.FromString(file.file_descriptor_response.file_descriptor_proto[0]).name, "echo.proto")
        equal(missing.error_response.error_code, 5)


with grpc.insecure_channel(target) as shared:
    failed = 0
    for one in checks:
        try:
            one(shared)
            print("ok", one.__name__)
        except Exception as error:  # every check is to run, whatever one of them throws
            failed += 1
            print("FAILED", one.__name__, repr(error))
    print(f"{len(checks)} checks, {failed} failed")
    sys.exit(1 if failed else 0)
