import { z } from "zod";

/** Times on the wire: ISO 8601 in UTC. Optional keys of views are absent, never null. */
export const time = z.iso.datetime();
