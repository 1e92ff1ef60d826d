import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { until } from "./until.ts";

/** A host of repositories that lets everybody wait until the test says what to answer. */
export interface SilentHost {
  /** http://127.0.0.1:PORT; every path is a repository, and git asks for it once. */
  readonly url: string;
  /** The next question that the test has not taken yet. */
  asked(): Promise<Question>;
}

export interface Question {
  /** Answers that there is no such repository. */
  refuse(): void;
}

export async function startSilentHost(): Promise<SilentHost> {
  const questions: Question[] = [];
  const server = createServer((_, response) => void questions.push(questionOf(response)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    asked: () => until(() => questions.shift(), { what: "a repository is asked for" }),
  };
}

function questionOf(response: ServerResponse): Question {
  return { refuse: () => void response.writeHead(404).end() };
}
