// @grpc/grpc-js as a server of the comparison. Usage: node_server.mjs folder-of-node_modules folder-of-protos
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, protos] = process.argv.slice(2);
const require = createRequire(join(packages, "package.json"));
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const definition = loader.loadSync("telephony/v1/agent_service.proto", { includeDirs: [protos], longs: Number, enums: String });
const { AgentService } = grpc.loadPackageDefinition(definition).telephony.v1;

const agent = (index) => ({
  name: `agents/${1001 + index}`,
  displayName: `Agent ${1001 + index}`,
  state: "AGENT_STATE_TALKING",
  stateSince: { seconds: 1772357400, nanos: 250000000 },
  call: "calls/1772357390.17",
  queues: ["queues/sales", "queues/support"],
  callsTaken: 12,
  loginTime: { seconds: 1772350000 },
});
const answer = { agent: agent(0) };
const frame = { delta: { revision: 7, upserts: Array.from({ length: 10 }, (_, i) => agent(i)) } };
const streamLength = 1000;

const server = new grpc.Server();
server.addService(AgentService.service, {
  GetAgent: (call, reply) => reply(null, answer),
  WatchAgents: (call) => {
    let sent = 0;
    const write = () => {
      while (sent < streamLength) {
        sent++;
        if (!call.write(frame)) return call.once("drain", write); // as fast as the client reads
      }
      call.end();
    };
    write();
  },
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.on("end", () => process.exit(0)).resume();
