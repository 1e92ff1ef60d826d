import { requestFor, routes } from "@landbridge/api";
import { CliRefusal } from "../cli-refusal.ts";
import { addressOf, clientOf, connect, parseServerUrl } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { saveCredential } from "../connection/credentials.ts";
import type { Credential } from "../connection/credentials.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { refusalOf } from "../connection/http-refusal.ts";
import { openRequest, readText } from "../connection/http-request.ts";

/** `landbridge login URL`: stores what the server accepts, a session of a one-time link or an API token. */
export async function login(context: Context, place: string | undefined): Promise<ExitCode> {
  const { config, output } = context;
  const url = place === undefined ? addressOf(context).url : parseServerUrl(place);
  const linkToken = place === undefined ? null : new URL(place).searchParams.get("token");
  const credential =
    linkToken === null ? { token: await tokenFor(context, url) } : await spendLink(url, linkToken);
  const me = await clientOf({ url, ...credential, origin: "as given" }).getMe({});
  saveCredential(config.credentialsFile, url, credential);
  if (output.isJson) output.json({ url, ...me });
  else output.line(`Signed in to ${url} as ${me.name} (${me.role}), workspace ${me.workspace}.`);
  return EXIT.done;
}

/** `landbridge login --link`: another one-time link, for the page. */
export async function printSignInLink(context: Context): Promise<ExitCode> {
  const { client } = await connect(context);
  const link = await client.createSignInLink({});
  if (context.output.isJson) context.output.json(link);
  else context.output.line(link.url);
  return EXIT.done;
}

/** A link opens a session, as in a browser: its cookie signs us in until it expires. */
async function spendLink(url: string, token: string): Promise<Credential> {
  const address = { url, origin: "as given" };
  const response = await openRequest(address, requestFor(routes.signIn, { token }));
  const text = await readText(response);
  const [cookie] = response.headers["set-cookie"] ?? [];
  if (response.statusCode !== 200 || cookie === undefined) {
    throw refusalOf(address, response.statusCode === 401 ? 403 : (response.statusCode ?? 500), text);
  }
  return { cookie: cookie.split(";")[0] ?? "" };
}

async function tokenFor({ config, options, output }: Context, url: string): Promise<string> {
  const given = options.token ?? config.token;
  if (given !== undefined) return given;
  if (output.isTerminal && process.stdin.isTTY) {
    const { isCancel, password } = await import("@clack/prompts");
    const answer = await password({ message: `API token for ${url}` });
    if (!isCancel(answer) && answer !== "") return answer;
  }
  throw new CliRefusal("NOT_SIGNED_IN", "A one-time link or a token is needed to sign in.", {
    hint: "`landbridge up` prints a link; a token is given as --token or LANDBRIDGE_TOKEN.",
  });
}
