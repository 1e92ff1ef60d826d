import { z } from "zod";
import { W, done, page, resource, route, workspace } from "../route.ts";
import { resourceView, versionView } from "../views/resources.ts";

/** Resources and their versions. */
export const resourceRoutes = {
  listResources: route({
    method: "GET",
    path: `${W}/resources`,
    summary: "All resources with their newest version",
    role: "viewer",
    params: workspace,
    response: z.array(resourceView),
  }),
  getResource: route({
    method: "GET",
    path: `${W}/resources/:resource`,
    summary: "One resource with its newest version",
    role: "viewer",
    params: resource,
    response: resourceView,
  }),
  listVersions: route({
    method: "GET",
    path: `${W}/resources/:resource/versions`,
    summary: "Versions of a resource, newest first",
    role: "viewer",
    params: resource,
    query: page,
    response: z.array(versionView),
  }),
  postVersion: route({
    method: "POST",
    path: `${W}/resources/:resource/versions`,
    summary: "Make a new version from outside; starts its consumers",
    role: "operator",
    params: resource,
    body: z.object({
      versionName: z.string().exactOptional(),
      values: z.record(z.string(), z.json()).default({}),
    }),
    response: versionView,
  }),
  deleteResource: route({
    method: "DELETE",
    path: `${W}/resources/:resource`,
    summary: "Delete a removed resource for good, with all its versions",
    role: "admin",
    params: resource,
    response: done,
  }),
} as const;
