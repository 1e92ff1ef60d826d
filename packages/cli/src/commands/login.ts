import { clientOf, connect, parseServerUrl } from "../connection.ts";
import { CliRefusal } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { saveToken } from "../credentials.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";

/** `landbridge login URL [--token T]`: stores a token that the server accepts. Asks for it on a terminal. */
export async function login(context: Context, place: string): Promise<ExitCode> {
  const { config, options, output } = context;
  const url = parseServerUrl(place);
  const token = options.token ?? config.token ?? (await askForToken(context, url));
  const address = { url, token, origin: "as given" };
  const me = await clientOf(address).getMe({});
  saveToken(config.credentialsFile, url, token);
  if (output.isJson) output.json({ url, ...me });
  else output.line(`Signed in to ${url} as ${me.name} (${me.role}), workspace ${me.workspace}.`);
  return EXIT.done;
}

/** `landbridge sign-in-link`: another one-time link for the page. */
export async function signInLink(context: Context): Promise<ExitCode> {
  const { client } = await connect(context);
  const link = await client.createSignInLink({});
  if (context.output.isJson) context.output.json(link);
  else context.output.line(link.url);
  return EXIT.done;
}

async function askForToken({ output }: Context, url: string): Promise<string> {
  if (output.isTerminal && process.stdin.isTTY) {
    const { isCancel, password } = await import("@clack/prompts");
    const answer = await password({ message: `API token for ${url}` });
    if (!isCancel(answer) && answer !== "") return answer;
  }
  throw new CliRefusal("NOT_SIGNED_IN", "A token is needed to sign in.", {
    hint: "Give it as --token or LANDBRIDGE_TOKEN.",
  });
}
