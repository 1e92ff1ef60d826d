import { ERROR_CODES } from "@landbridge/core";
import type { ErrorCode } from "@landbridge/core";
import { z } from "zod";

/** problem+json (RFC 9457) with a stable code. */
export const errorView = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  hint: z.string().exactOptional(),
  /** For CONFIG_REFUSED, BAD_REQUEST and INPUTS_INVALID: what is wrong where. */
  problems: z.array(z.json()).exactOptional(),
});
export type ErrorView = z.infer<typeof errorView>;

export function presentError(code: ErrorCode, detail: string, hint?: string): ErrorView {
  return {
    type: `/docs/reference/errors#${code.toLowerCase()}`,
    title: ERROR_CODES[code].title,
    status: ERROR_CODES[code].status,
    code,
    detail,
    ...(hint === undefined ? {} : { hint }),
  };
}
