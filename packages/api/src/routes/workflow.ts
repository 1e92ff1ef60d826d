import { z } from "zod";
import { W, route, workspace } from "../route.ts";
import { agentView } from "../views/agents.ts";
import { decisionView } from "../views/decisions.ts";
import { diagnosisView } from "../views/diagnosis.ts";
import { graphView } from "../views/graph.ts";

/** The workspace as a whole. */
export const workflowRoutes = {
  getGraph: route({
    method: "GET",
    path: `${W}/graph`,
    summary: "The whole workflow with its statuses",
    role: "viewer",
    params: workspace,
    response: graphView,
  }),
  listDecisions: route({
    method: "GET",
    path: `${W}/decisions`,
    summary: "Decisions of the workspace, newest first",
    role: "viewer",
    params: workspace,
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
    response: z.array(decisionView),
  }),
  examineWorkspace: route({
    method: "POST",
    path: `${W}/doctor`,
    summary: "Find what should not be in the workspace, and mend it if asked to",
    role: "admin",
    params: workspace,
    body: z.object({ mend: z.boolean().default(false) }),
    response: diagnosisView,
  }),
  listAgents: route({
    method: "GET",
    path: `${W}/agents`,
    summary: "Agents with their load",
    role: "viewer",
    params: workspace,
    response: z.array(agentView),
  }),
} as const;
