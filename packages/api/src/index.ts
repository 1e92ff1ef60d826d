export {
  AGENT_PROTOCOL_VERSION,
  HEARTBEAT_MS,
  LEASE_MS,
  MAX_FRAME_BYTES,
  MAX_LOG_CHUNK_BYTES,
  OLDEST_AGENT_PROTOCOL_VERSION,
  agentMessage,
  decodeLogChunk,
  encodeLogChunk,
  serverMessage,
} from "./agent-protocol.ts";
export type { AgentMessage, Assignment, LogChunk, RunSecrets, ServerMessage } from "./agent-protocol.ts";
export { ApiError, createClient, requestFor } from "./client.ts";
export type { ApiClient, Send } from "./client.ts";
export { errorView, presentError } from "./error-view.ts";
export type { ErrorView } from "./error-view.ts";
export { feedMessage } from "./feed.ts";
export type { FeedMessage } from "./feed.ts";
export { openApiDocument } from "./openapi.ts";
export { RAW_ROUTES, routes } from "./routes.ts";
export type { Route } from "./route.ts";
export type { Handlers, InputOf, RequestOf, ResponseOf, RouteName } from "./routes.ts";
export type { GroupView, MemberView, PoolView, SettingsView } from "./views/access.ts";
export type {
  ApprovalView,
  DeclaredInputView,
  GateDifferenceView,
  GateMineView,
  GateSummaryView,
  GateView,
  VoteView,
} from "./views/gates.ts";
export type { AgentView } from "./views/agents.ts";
export type { DecisionView, ReplayView } from "./views/decisions.ts";
export type { DiagnosisView } from "./views/diagnosis.ts";
export type { EdgeView, GraphView } from "./views/graph.ts";
export type { JobDetailView, JobInputView, JobView } from "./views/jobs.ts";
export type { CommandPinView } from "./views/pins.ts";
export type {
  ConfigurationPlanView,
  ConfigurationView,
  ObjectChangeView,
  SourcePlanView,
} from "./views/plans.ts";
export type { QuarantineView } from "./views/quarantine.ts";
export type { ReasonView, UnblockView } from "./views/reasons.ts";
export type { ResourceView, VersionView } from "./views/resources.ts";
export type { CauseView, RunSummaryView, RunView, StepView } from "./views/runs.ts";
export type { MeView } from "./views/session.ts";
export type { DeletedObjectView, ProblemView, SourceView } from "./views/sources.ts";
export type { SimulationView } from "./views/simulation.ts";
export type {
  CauseLinkView,
  FateView,
  HoldView,
  RunWhyView,
  VersionWhyView,
  WhyInputView,
  WhyView,
} from "./views/why.ts";
