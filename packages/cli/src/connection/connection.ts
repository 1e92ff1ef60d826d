import { createClient } from "@landbridge/api";
import type { ApiClient } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import type { CliConfig } from "../config.ts";
import type { Context } from "../context.ts";
import { findCredential, findLatestServer, listServers } from "./credentials.ts";
import { notSignedIn } from "./http-refusal.ts";
import { createHttpSend } from "./http-request.ts";
import type { Address } from "./http-request.ts";

const DEFAULT_SERVER = "http://127.0.0.1:4600";

/** A server that answered, and the workspace to work in. */
export interface Connection {
  readonly address: Address;
  readonly client: ApiClient;
  readonly workspace: string;
}

export async function connect(context: Context): Promise<Connection> {
  const address = addressOf(context);
  const client = clientOf(address);
  const workspace = context.options.workspace ?? (await client.getMe({})).workspace;
  return { address, client, workspace };
}

/** Flag, then environment, then the one signed in to last, then the default; the token is that of the same server. */
export function addressOf({ config, options }: Context): Address {
  const { text, origin } = givenAddress(config, options.server);
  const url = parseServerUrl(text);
  const token = options.token ?? config.token;
  const others = listServers(config.credentialsFile).filter((server) => server !== url);
  const credential = token === undefined ? findCredential(config.credentialsFile, url) : { token };
  return { url, origin, others, ...credential };
}

function givenAddress(
  { serverUrl, credentialsFile }: CliConfig,
  fromFlag: string | undefined,
): { readonly text: string; readonly origin: string } {
  if (fromFlag !== undefined) return { text: fromFlag, origin: "from --server" };
  if (serverUrl !== undefined) return { text: serverUrl, origin: "from LANDBRIDGE_SERVER" };
  const latest = findLatestServer(credentialsFile);
  if (latest !== undefined) return { text: latest, origin: "the one signed in to last" };
  return { text: DEFAULT_SERVER, origin: "the default" };
}

export function parseServerUrl(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw usage(`"${text}" is not the address of a server.`, `Addresses look like ${DEFAULT_SERVER}.`);
  }
  return new URL(text).origin;
}

/** The typed client; an answer 401 becomes a sentence that says how to sign in. */
export function clientOf(address: Address): ApiClient {
  const send = createHttpSend(address);
  return createClient(async (request) => {
    const answer = await send(request);
    if (answer.status === 401) throw notSignedIn(address);
    return answer;
  });
}
