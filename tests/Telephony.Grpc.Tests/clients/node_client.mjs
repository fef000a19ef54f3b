// @grpc/grpc-js and @connectrpc/connect-web (Connect binary and JSON, gRPC-Web) against the echo server.
// Usage: node_client.mjs h2-url h1-url descriptor-set

import { readFileSync } from "node:fs";
import { deepStrictEqual as equal, ok } from "node:assert";
import { create, createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import grpc from "@grpc/grpc-js";

const [h2, h1, descriptorPath] = process.argv.slice(2);
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptorPath)));
const service = registry.getService("echo.v1.EchoService");
const Request = registry.getMessage("echo.v1.EchoRequest");
const Response = registry.getMessage("echo.v1.EchoResponse");
const patience = 5000;
let count = 0;
let failed = 0;

async function check(name, body) {
  count++;
  const start = performance.now();
  try {
    await body();
    console.log("ok", name, `${Math.round(performance.now() - start)} ms`);
  } catch (error) {
    failed++;
    console.log("FAILED", name, error);
  }
}

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error("the call succeeded");
}

async function collect(stream) {
  const all = [];
  for await (const one of stream) all.push(one);
  return all;
}

async function connectChecks(name, transport) {
  const client = createClient(service, transport);
  const options = { timeoutMs: patience };
  await check(`${name}: unary`, async () => equal((await client.unary({ text: "sales" }, options)).text, "sales"));
  await check(`${name}: method without side effects`, async () => equal((await client.lookup({ text: "äöü 队列" }, options)).text, "äöü 队列"));
  await check(`${name}: empty message`, async () => equal((await client.unary({}, options)).text, ""));
  await check(`${name}: large message`, async () => equal((await client.unary({ payload: new Uint8Array(2_000_000) }, options)).payload.length, 2_000_000));
  await check(`${name}: over the limit`, async () => equal((await failure(client.unary({ payload: new Uint8Array(5_000_000) }, options))).code, Code.ResourceExhausted));
  await check(`${name}: server stream`, async () => equal((await collect(client.serverStream({ count: 1000 }, options))).map((r) => r.index), [...Array(1000).keys()]));
  await check(`${name}: stream that fails after messages`, async () => {
    const error = await failure(collect(client.serverStream({ count: 2, failCode: 9, failMessage: "closed" }, options)));
    equal([error.code, error.rawMessage], [Code.FailedPrecondition, "closed"]);
  });
  await check(`${name}: error message in unicode`, async () => equal((await failure(client.unary({ failCode: 5, failMessage: "队列 100%" }, options))).rawMessage, "队列 100%"));
  await check(`${name}: error details`, async () => {
    const error = await failure(client.unary({ failCode: 9, failMessage: "closed", failWithDetails: true }, options));
    equal(error.details.map((d) => d.type), ["google.rpc.BadRequest", "google.rpc.RetryInfo"]);
  });
  await check(`${name}: metadata`, async () => {
    let header, trailer;
    await client.unary({}, { ...options, headers: { "x-echo-text": "hello", "x-echo-data-bin": "AAECAw" }, onHeader: (h) => (header = h), onTrailer: (t) => (trailer = t) });
    equal([header.get("x-echo-text"), header.get("x-echo-data-bin")], ["hello", "AAECAw"]);
    equal([trailer.get("x-trailer-text"), trailer.get("x-trailer-data-bin")], ["hello", "AAECAw"]);
  });
  await check(`${name}: deadline`, async () => equal((await failure(client.unary({ waitForCancellation: true }, { timeoutMs: 200 }))).code, Code.DeadlineExceeded));
  await check(`${name}: cancellation`, async () => {
    const abort = new AbortController();
    const call = collect(client.serverStream({ count: 1, waitForCancellation: true }, { signal: abort.signal }));
    setTimeout(() => abort.abort(), 100);
    equal((await failure(call)).code, Code.Canceled);
  });
  await check(`${name}: unimplemented`, async () => equal((await failure(client.notThere({}, options))).code, Code.Unimplemented));
}

function grpcJs() {
  const client = new grpc.Client(new URL(h2).host, grpc.credentials.createInsecure());
  const path = (method) => `/echo.v1.EchoService/${method}`;
  const serialize = (message) => Buffer.from(toBinary(Request, create(Request, message)));
  const deserialize = (bytes) => fromBinary(Response, bytes);
  const options = () => ({ deadline: Date.now() + patience });
  const unary = (message, extra = {}, metadata = new grpc.Metadata(), method = "Unary") =>
    new Promise((resolve, reject) => {
      const seen = {};
      const call = client.makeUnaryRequest(path(method), serialize, deserialize, message, metadata, { ...options(), ...extra },
        (error, response) => (error ? reject(error) : (seen.response = response)));
      call.on("metadata", (header) => (seen.header = header));
      call.on("status", (status) => status.code === 0 && resolve({ ...seen, trailer: status.metadata }));
    });
  const code = async (promise) => promise.then(() => 0, (error) => error.code);
  return { client, path, serialize, deserialize, options, unary, code };
}

async function grpcJsChecks() {
  const { client, path, serialize, deserialize, options, unary, code } = grpcJs();
  const name = "grpc-js";
  await check(`${name}: unary`, async () => equal((await unary({ text: "sales" })).response.text, "sales"));
  await check(`${name}: server stream`, async () =>
    equal((await collect(client.makeServerStreamRequest(path("ServerStream"), serialize, deserialize, { count: 1000 }, options()))).length, 1000));
  await check(`${name}: client stream`, async () => {
    const response = await new Promise((resolve, reject) => {
      const call = client.makeClientStreamRequest(path("ClientStream"), serialize, deserialize, options(), (e, r) => (e ? reject(e) : resolve(r)));
      call.write({ text: "a" });
      call.write({ text: "b" });
      call.end();
    });
    equal(response.text, "a,b");
  });
  await check(`${name}: duplex stream`, async () => {
    const call = client.makeBidiStreamRequest(path("Duplex"), serialize, deserialize, options());
    for (let i = 0; i < 100; i++) call.write({ text: String(i) });
    call.end();
    equal((await collect(call)).map((r) => r.text), [...Array(100).keys()].map(String));
  });
  await check(`${name}: metadata`, async () => {
    const metadata = new grpc.Metadata();
    metadata.set("x-echo-text", "hello");
    metadata.set("x-echo-data-bin", Buffer.from([0, 1, 255]));
    const { header, trailer } = await unary({}, {}, metadata);
    equal([header.get("x-echo-text"), header.get("x-echo-data-bin")], [["hello"], [Buffer.from([0, 1, 255])]]);
    equal(trailer.get("x-trailer-data-bin"), [Buffer.from([0, 1, 255])]);
  });
  await check(`${name}: trailers-only error`, async () => equal(await code(unary({ failCode: 5 })), 5));
  await check(`${name}: empty message`, async () => equal((await unary({})).response.text, ""));
  await check(`${name}: large message`, async () => equal((await unary({ payload: new Uint8Array(2_000_000) })).response.payload.length, 2_000_000));
  await check(`${name}: error message in unicode`, async () => equal((await unary({ failCode: 5, failMessage: "队列 100%" }).catch((e) => e)).details, "队列 100%"));
  await check(`${name}: error with details`, async () => {
    const error = await unary({ failCode: 9, failMessage: "closed", failWithDetails: true }).catch((e) => e);
    ok(error.metadata.get("grpc-status-details-bin")[0].includes("type.googleapis.com/google.rpc.BadRequest"));
  });
  await check(`${name}: stream that fails after messages`, async () => {
    const seen = [];
    const call = client.makeServerStreamRequest(path("ServerStream"), serialize, deserialize, { count: 3, failCode: 10 }, options());
    call.on("data", (message) => seen.push(message.index));
    // This client tells an error as soon as it has it, and may then drop what it has not handed out yet: what came is a beginning.
    const error = await new Promise((resolve) => call.on("error", resolve));
    equal([seen, error.code], [[0, 1, 2].slice(0, seen.length), 10]);
  });
  await check(`${name}: cancellation by the client`, async () => {
    const call = client.makeServerStreamRequest(path("ServerStream"), serialize, deserialize, { count: 1, waitForCancellation: true }, options());
    const ended = new Promise((resolve) => call.on("error", resolve));
    call.once("data", () => call.cancel());
    equal((await ended).code, 1);
  });
  await check(`${name}: 1,000 streams at once`, async () => {
    const calls = [...Array(1000).keys()].map(() => client.makeServerStreamRequest(path("ServerStream"), serialize, deserialize, { count: 1, waitForCancellation: true }, { deadline: Date.now() + 20_000 }));
    const ended = calls.map((call) => new Promise((resolve) => call.on("error", resolve)));
    await Promise.all(calls.map((call) => new Promise((resolve) => call.once("data", resolve))));
    equal((await unary({ text: "beside them" })).response.text, "beside them");
    for (const call of calls) call.cancel();
    equal(new Set((await Promise.all(ended)).map((error) => error.code)), new Set([1]));
  });
  await check(`${name}: deadline`, async () => equal(await code(unary({ waitForCancellation: true }, { deadline: Date.now() + 200 })), 4));
  await check(`${name}: unimplemented`, async () => equal(await code(unary({}, {}, undefined, "Nonsense")), 12));
  await check(`${name}: over the limit`, async () => equal(await code(unary({ payload: new Uint8Array(5_000_000) })), 8));
  await check(`${name}: compressed`, async () => {
    const compressing = new grpc.Client(new URL(h2).host, grpc.credentials.createInsecure(), { "grpc.default_compression_algorithm": 2 });
    const response = await new Promise((resolve, reject) =>
      compressing.makeUnaryRequest(path("Unary"), serialize, deserialize, { payload: new Uint8Array(100_000) }, new grpc.Metadata(), options(), (e, r) => (e ? reject(e) : resolve(r))));
    equal(response.payload.length, 100_000);
    compressing.close();
  });
  client.close();
}

// connect-web speaks only the binary form of gRPC-Web; the text form is checked by hand, as older browsers' clients send it.
async function grpcWebTextChecks() {
  await check("grpc-web-text: unary and trailers", async () => {
    const message = toBinary(Request, create(Request, { text: "sales" }));
    const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
    const headers = { "content-type": "application/grpc-web-text" };
    const answer = await fetch(`${h1}echo.v1.EchoService/Unary`, { method: "POST", headers, body: frame.toString("base64"), signal: AbortSignal.timeout(patience) });
    const text = await answer.text();
    const bytes = Buffer.concat(text.match(/[^=]+={0,2}/g).map((part) => Buffer.from(part, "base64")));
    const length = bytes.readUInt32BE(1);
    equal(fromBinary(Response, bytes.subarray(5, 5 + length)).text, "sales");
    equal(bytes[5 + length], 0x80);
    ok(bytes.subarray(10 + length).toString().startsWith("grpc-status: 0\r\n"));
  });
}

const useHttpGet = true;
await connectChecks("connect binary", createConnectTransport({ baseUrl: h1, useBinaryFormat: true, useHttpGet }));
await connectChecks("connect json", createConnectTransport({ baseUrl: h1, useBinaryFormat: false, useHttpGet }));
await connectChecks("grpc-web", createGrpcWebTransport({ baseUrl: h1 }));
await grpcWebTextChecks();
await grpcJsChecks();
console.log(`${count} checks, ${failed} failed`);
process.exit(failed ? 1 : 0);
