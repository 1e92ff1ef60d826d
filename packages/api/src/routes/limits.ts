import { z } from "zod";
import { W, route, workspace } from "../route.ts";
import { poolView, settingsView } from "../views/access.ts";

/** A year: a longer limit is none. */
const minutes = z.number().int().positive().max(525_600);

/** Time limits of jobs that have none of their own. */
export const limitRoutes = {
  getSettings: route({
    method: "GET",
    path: `${W}/settings`,
    summary: "What holds for the whole workspace",
    role: "viewer",
    params: workspace,
    response: settingsView,
  }),
  putSettings: route({
    method: "PUT",
    path: `${W}/settings`,
    summary: "Set what holds for the whole workspace; what is left out has no value any more",
    role: "admin",
    params: workspace,
    body: z.object({ timeoutMinutes: minutes.exactOptional() }),
    response: settingsView,
  }),
  listPools: route({
    method: "GET",
    path: `${W}/pools`,
    summary: "Node pools: those with agents, with a limit, or that jobs name",
    role: "viewer",
    params: workspace,
    response: z.array(poolView),
  }),
  putPool: route({
    method: "PUT",
    path: `${W}/pools/:pool`,
    summary: "Set the time limit of a pool; left out, it has none any more",
    role: "admin",
    params: workspace.extend({ pool: z.string().min(1).max(100) }),
    body: z.object({ timeoutMinutes: minutes.exactOptional() }),
    response: poolView,
  }),
} as const;
