import { type Client, Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { computed, signal } from "@preact/signals";
import { AgentService } from "./gen/telephony/v1/agent_service_pb";
import { AlertService } from "./gen/telephony/v1/alert_service_pb";
import { AuditService } from "./gen/telephony/v1/audit_service_pb";
import { BoardService } from "./gen/telephony/v1/board_service_pb";
import { CallService } from "./gen/telephony/v1/call_service_pb";
import { FlowService } from "./gen/telephony/v1/flow_service_pb";
import { QueueService } from "./gen/telephony/v1/queue_service_pb";
import { RecordingService } from "./gen/telephony/v1/recording_service_pb";
import { ReportService } from "./gen/telephony/v1/report_service_pb";
import { RoutingService } from "./gen/telephony/v1/routing_service_pb";
import { csrf, signIns } from "./session";

/**
 * The token of whoever looks at the board, where no name and password are asked for. Kept with the tab.
 * A screen on a wall has it in the fragment of its address, which no server and no log ever sees: it is there again after a power cut.
 */
export const token = signal(new URLSearchParams(location.hash.slice(1)).get("token") ?? sessionStorage.getItem("token") ?? "");

/** Whether the service refused to show anything without a (better) token. */
export const wantsToken = signal(false);

/** Changes when this page proves anew who it is: by a token, or by signing in. */
export const proof = computed(() => `${signIns.value} ${token.value}`);

signIns.subscribe(() => {
  wantsToken.value = false;
});

/** Takes a token; gone with the tab. */
export function signIn(text: string): void {
  sessionStorage.setItem("token", text);
  token.value = text;
  wantsToken.value = false;
}

/** Whether a fault says that the service does not know who calls. */
export const isUnknownCaller = (fault: unknown): boolean => ConnectError.from(fault).code === Code.Unauthenticated;

const withToken: Interceptor = (next) => async (request) => {
  if (token.value) request.header.set("Authorization", `Bearer ${token.value}`);
  else if (csrf()) request.header.set("X-Telephony-Csrf", csrf());
  try {
    return await next(request);
  } catch (fault) {
    if (isUnknownCaller(fault)) wantsToken.value = true;
    throw fault;
  }
};

const transport = createConnectTransport({ baseUrl: location.origin, useBinaryFormat: true, interceptors: [withToken] });

export type Boards = Client<typeof BoardService>;
export const boards: Boards = createClient(BoardService, transport);
export const calls = createClient(CallService, transport);
export const queues = createClient(QueueService, transport);
export const agents = createClient(AgentService, transport);
export const routing = createClient(RoutingService, transport);
export const reports = createClient(ReportService, transport);
export const alerts = createClient(AlertService, transport);
export const audit = createClient(AuditService, transport);
export const recordings = createClient(RecordingService, transport);
export const flows = createClient(FlowService, transport);
