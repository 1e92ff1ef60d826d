import type { ErrorView } from "@landbridge/api";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Answers a connection that wanted to become a WebSocket with a problem, and lets it go. */
export function refuseUpgrade(socket: Duplex, problem: ErrorView): void {
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${String(problem.status)} ${STATUS_CODES[problem.status] ?? ""}`,
    "Connection: close",
    "Content-Type: application/problem+json",
    `Content-Length: ${String(Buffer.byteLength(body))}`,
  ];
  // What the peer still sends is not read; once the answer is out, the connection ends whether it ends it or not.
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
