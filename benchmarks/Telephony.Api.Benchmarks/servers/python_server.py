"""Debian's python3-grpcio as a server of the comparison. Usage: python_server.py descriptor-set"""

import sys
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

pool = descriptor_pool.DescriptorPool()
with open(sys.argv[1], "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)
factory = message_factory.MessageFactory(pool)


def message_type(name):
    return factory.GetPrototype(pool.FindMessageTypeByName("telephony.v1." + name))


TALKING = 6
STREAM_LENGTH = 1000


def fill(agent, index):
    agent.name = f"agents/{1001 + index}"
    agent.display_name = f"Agent {1001 + index}"
    agent.state = TALKING
    agent.state_since.seconds = 1772357400
    agent.state_since.nanos = 250000000
    agent.call = "calls/1772357390.17"
    agent.queues.extend(["queues/sales", "queues/support"])
    agent.calls_taken = 12
    agent.login_time.seconds = 1772350000


answer = message_type("GetAgentResponse")()
fill(answer.agent, 0)
frame = message_type("WatchAgentsResponse")()
frame.delta.revision = 7
for i in range(10):
    fill(frame.delta.upserts.add(), i)


def get_agent(request, context):
    return answer


def watch_agents(request, context):
    for _ in range(STREAM_LENGTH):
        yield frame


handlers = {
    "GetAgent": grpc.unary_unary_rpc_method_handler(
        get_agent, message_type("GetAgentRequest").FromString, message_type("GetAgentResponse").SerializeToString
    ),
    "WatchAgents": grpc.unary_stream_rpc_method_handler(
        watch_agents, message_type("WatchAgentsRequest").FromString, message_type("WatchAgentsResponse").SerializeToString
    ),
}
server = grpc.server(futures.ThreadPoolExecutor(max_workers=64))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("telephony.v1.AgentService", handlers),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
sys.stdin.read()
server.stop(None)
