import { readFileSync } from "node:fs";
import { isJsonObject } from "@landbridge/core";
import type { JsonValue } from "@landbridge/core";
import { usage } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { parseCount } from "../words/references.ts";

export interface AgentFlags {
  readonly tokenFile?: string | undefined;
  readonly pool?: string | undefined;
  readonly name?: string | undefined;
  readonly slots?: string | undefined;
  readonly dir?: string | undefined;
  readonly keep?: boolean | undefined;
  readonly parentPid?: string | undefined;
  readonly orphanGrace?: string | undefined;
  readonly containersOnHost?: boolean | undefined;
  readonly connectFromStdin?: boolean | undefined;
}

interface Place {
  readonly server?: string;
  readonly token?: string;
}

/** `landbridge agent`: carries out runs until a signal, or until its parent and the server are gone. */
export async function agent(context: Context, flags: AgentFlags): Promise<ExitCode> {
  // Loaded before the address is known: whoever starts us in advance wants us ready by then.
  const { runAgentProcess } = await import("@landbridge/agent");
  const place = flags.connectFromStdin === true ? await placeFromStdin() : placeFromFlags(context, flags);
  if (!place) return EXIT.done;
  const number = (flag: string, text: string | undefined, max: number): number | undefined =>
    text === undefined ? undefined : parseCount(text, { flag, max });
  const code = await runAgentProcess({
    env: context.config.environment,
    overrides: withoutAbsent({
      ...place,
      name: flags.name,
      pool: flags.pool,
      slots: number("--slots", flags.slots, 1000),
      directory: flags.dir,
      keepWorkspaces: flags.keep,
      containersOnHost: flags.containersOnHost,
      parentPid: number("--parent-pid", flags.parentPid, 2 ** 31),
      orphanGraceMs: number("--orphan-grace", flags.orphanGrace, 2 ** 31),
    }),
  });
  return code === 0 ? EXIT.done : EXIT.usage;
}

function placeFromFlags({ options, config }: Context, { tokenFile }: AgentFlags): Place {
  const token = tokenFile === undefined ? (options.token ?? config.agentToken) : readToken(tokenFile);
  return withoutAbsent({ server: options.server, token });
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    throw usage(`The token file ${file} can't be read.`);
  }
}

/** One line of JSON; `undefined` when whoever started us has ended without writing it. */
async function placeFromStdin(): Promise<Place | undefined> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  if (text.trim() === "") return undefined;
  const value: JsonValue = JSON.parse(text);
  const { server, token } = isJsonObject(value) ? value : {};
  if (typeof server !== "string" || typeof token !== "string") {
    throw usage('Standard input has to hold {"server":URL,"token":TOKEN}.');
  }
  return { server, token };
}

type Present<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

function withoutAbsent<Values extends object>(values: Values): Present<Values> {
  // What is left has no undefined values, by construction.
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Present<Values>;
}
