import { AppError } from "@landbridge/core";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** Opens the port and answers the address to reach it at; refuses with PORT_IN_USE or CONFIGURATION_INVALID. */
export function listen(http: HttpServer, wanted: ListenAddress): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once("error", (cause: NodeJS.ErrnoException) => reject(listenProblem(cause, wanted)));
    http.listen(wanted.port, wanted.host, () => {
      const address = http.address();
      if (address === null || typeof address === "string") reject(new Error("the server listens on no port"));
      else resolve(`http://${hostForUrl(address)}:${String(address.port)}`);
    });
  });
}

export function closeHttp(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    // Feeds and log followers stay open until somebody ends them.
    http.closeAllConnections();
  });
}

function listenProblem(cause: NodeJS.ErrnoException, { host, port }: ListenAddress): Error {
  if (cause.code === "EADDRINUSE") {
    return new AppError("PORT_IN_USE", `Port ${String(port)} on ${host} is in use by another program.`, {
      hint: "Stop that program, or choose another port with --port or LANDBRIDGE_PORT.",
      cause,
    });
  }
  if (cause.code === "EADDRNOTAVAIL" || cause.code === "EACCES" || cause.code === "ENOTFOUND") {
    return new AppError(
      "CONFIGURATION_INVALID",
      `The server can't listen on ${host}:${String(port)}: ${cause.message}.`,
      { hint: "Check LANDBRIDGE_HOST and LANDBRIDGE_PORT.", cause },
    );
  }
  return cause;
}

function hostForUrl({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return "127.0.0.1";
  return family === "IPv6" ? `[${address}]` : address;
}
