import { ApiError, createClient } from "@landbridge/api";
import type { ApiClient } from "@landbridge/api";
import type { Role } from "@landbridge/core";
import { WORKSPACE } from "./test-server.ts";
import type { TestServer } from "./test-server.ts";

/** Adds a member, and answers the API as they use it, with a token of their own. */
export async function member(
  { client, request }: TestServer,
  name: string,
  role: Role = "operator",
): Promise<ApiClient> {
  await client.addMember({ workspace: WORKSPACE, name, role });
  const { token } = await client.createToken({ workspace: WORKSPACE, member: name });
  return createClient(async ({ method, path, body }) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await request(path, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: response.status, text: await response.text() };
  });
}

/** The code of a refusal, and its sentence. */
export async function refusalOf(refused: Promise<unknown>): Promise<string> {
  return refused.then(
    () => "no refusal",
    (error: unknown) =>
      error instanceof ApiError ? `${error.view.code}: ${error.view.detail}` : String(error),
  );
}
