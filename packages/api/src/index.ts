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
export type { Handlers, InputOf, RequestOf, ResponseOf, RouteName, Routes } from "./routes.ts";
export type {
  GroupView,
  MemberView,
  NewTokenView,
  PoolView,
  SettingsView,
  TokenView,
} from "./access-views.ts";
export type {
  ApprovalView,
  DeclaredInputView,
  GateDifferenceView,
  GateMineView,
  GateSummaryView,
  GateView,
  VoteView,
} from "./gate-views.ts";
export type {
  AgentView,
  CauseView,
  CommandPinView,
  DecisionView,
  EdgeView,
  GraphView,
  JobDetailView,
  JobInputView,
  JobView,
  MeView,
  PlaceView,
  ProblemView,
  QuarantineView,
  ReplayView,
  ReasonView,
  ResourceView,
  RunInputView,
  RunSummaryView,
  RunView,
  ConfigurationPlanView,
  ConfigurationView,
  DeletedObjectView,
  DiagnosisView,
  ObjectChangeView,
  SourcePlanView,
  SourceView,
  StepView,
  UnblockView,
  VersionView,
} from "./views.ts";
export type { SimulationView } from "./simulation-views.ts";
export type {
  CauseLinkView,
  FateView,
  HoldView,
  RunWhyView,
  VersionWhyView,
  WhyInputView,
  WhyView,
} from "./why-views.ts";
