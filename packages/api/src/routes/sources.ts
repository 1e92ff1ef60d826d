import { z } from "zod";
import { W, done, page, route, source, workspace } from "../route.ts";
import { configurationView } from "../views/plans.ts";
import { deletedObjectView, sourceView } from "../views/sources.ts";

/** Sources, their syncs, and what they declared once. */
export const sourceRoutes = {
  listSources: route({
    method: "GET",
    path: `${W}/sources`,
    summary: "Sources with the outcome of their last sync",
    role: "viewer",
    params: workspace,
    response: z.array(sourceView),
  }),
  addSource: route({
    method: "POST",
    path: `${W}/sources`,
    summary: "Add a directory of the server or a git repository, and sync it",
    role: "admin",
    params: workspace,
    body: z.object({
      name: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
      kind: z.enum(["directory", "git"]),
      location: z.string().min(1),
      branch: z.string().exactOptional(),
    }),
    response: sourceView,
  }),
  syncSource: route({
    method: "POST",
    path: `${W}/sources/:source/sync`,
    summary: "Read a source again and apply what it says",
    role: "operator",
    params: source,
    body: z.object({
      /** Digest of a plan: the sync does just what that plan says, or is refused with PLAN_OUTDATED. */
      expected: z.string().exactOptional(),
    }),
    response: sourceView,
  }),
  pauseSource: route({
    method: "POST",
    path: `${W}/sources/:source/pause`,
    summary: "Neither polls nor webhooks sync the source, and what it declares may move to another one",
    role: "operator",
    params: source,
    response: sourceView,
  }),
  resumeSource: route({
    method: "POST",
    path: `${W}/sources/:source/resume`,
    summary: "Polls and webhooks sync the source again",
    role: "operator",
    params: source,
    response: sourceView,
  }),
  removeSource: route({
    method: "DELETE",
    path: `${W}/sources/:source`,
    summary: "Remove a source and what it declares; histories stay and it can be restored",
    role: "admin",
    params: source,
    response: done,
  }),
  restoreSource: route({
    method: "POST",
    path: `${W}/sources/:source/restore`,
    summary: "Take the removal of a source back, and sync it",
    role: "admin",
    params: source,
    response: sourceView,
  }),
  deleteSource: route({
    method: "POST",
    path: `${W}/sources/:source/delete`,
    summary: "Delete a removed source for good, with everything that it declared and all its history",
    role: "admin",
    params: source,
    response: done,
  }),
  listConfigurations: route({
    method: "GET",
    path: `${W}/sources/:source/configurations`,
    summary: "What the syncs of a source did, newest first",
    role: "viewer",
    params: source,
    query: page,
    response: z.array(configurationView),
  }),
  getSourceHook: route({
    method: "GET",
    path: `${W}/sources/:source/hook`,
    summary: "Address and secret with which a repository tells of a push",
    role: "admin",
    params: source,
    response: z.object({
      /** Given to the host of the repository; the same as long as the server keeps its key. */
      secret: z.string(),
      addresses: z.array(z.object({ provider: z.string(), url: z.string() })),
    }),
  }),
  listDeleted: route({
    method: "GET",
    path: `${W}/deleted`,
    summary: "Resources and jobs that were removed and keep their history",
    role: "viewer",
    params: workspace,
    response: z.array(deletedObjectView),
  }),
} as const;
