import type { SourceView } from "@landbridge/api";
import { ApiError } from "@landbridge/api";
import { adviceFor } from "../../api/failure.ts";
import type { NewSource } from "../../api/source-queries.ts";

export interface SourceFields {
  readonly name: string;
  readonly kind: SourceView["kind"];
  readonly location: string;
  readonly branch: string;
}

export type FieldName = "name" | "location";

/** What is wrong with a field, in one sentence each; the form as a whole under `form`. */
export type FieldFaults = Partial<Record<FieldName | "form", string>>;

/** What can be told without asking the server. */
export function faultsOfFields(fields: SourceFields): FieldFaults {
  const name = faultOfName(fields.name.trim());
  const location =
    fields.location.trim() === ""
      ? fields.kind === "git"
        ? "A repository needs its address."
        : "A directory needs its path."
      : undefined;
  return { ...(name === undefined ? {} : { name }), ...(location === undefined ? {} : { location }) };
}

function faultOfName(name: string): string | undefined {
  if (name === "") return "A source needs a name.";
  if (name.length > 100) return "A name has at most 100 characters.";
  return /^[A-Za-z0-9_-]+$/.test(name)
    ? undefined
    : "A name holds letters, digits, hyphens and underscores only.";
}

/** The server's refusal, beside the field that it is about. */
export function faultsOfRefusal(error: unknown, fields: SourceFields, known: readonly string[]): FieldFaults {
  const { detail, hint } = adviceFor(error);
  const words = hint === undefined ? detail : `${detail} ${hint}`;
  const code = error instanceof ApiError ? error.view.code : undefined;
  if (code === "SOURCE_EXISTS")
    return known.includes(fields.name.trim()) ? { name: words } : { location: words };
  if (code === "BAD_REQUEST" || code === "SOURCE_NOT_READABLE") return { location: words };
  return { form: words };
}

/** What is sent: without the blanks round what was typed, and a branch only where there can be one. */
export function newSourceOf({ name, kind, location, branch }: SourceFields): NewSource {
  const named = { name: name.trim(), kind, location: location.trim() };
  return kind === "git" && branch.trim() !== "" ? { ...named, branch: branch.trim() } : named;
}
