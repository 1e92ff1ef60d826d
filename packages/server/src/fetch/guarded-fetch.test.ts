import { createServer } from "node:http";
import type { IncomingHttpHeaders, RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { parseAllowList } from "./allow-list.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import type { FetchOptions, GuardedFetch, GuardedFetchOptions } from "./guarded-fetch.ts";

const servers: Server[] = [];
afterEach(async () => {
  const open = servers.splice(0);
  await Promise.all(
    open.map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** A server on this machine, by its address. */
async function serve(answer: RequestListener, at = "127.0.0.1", port = 0): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, at, resolve));
  return `http://${at}:${(server.address() as AddressInfo).port}`;
}

function fetchWith(allow: string, lookup?: GuardedFetchOptions["lookup"]): GuardedFetch {
  const parsed = parseAllowList(allow);
  if (!parsed.ok) throw new Error(parsed.entry);
  return createGuardedFetch({ allow: parsed.list, ...(lookup ? { lookup } : {}) });
}

/** What the reason is, of a fetch that is allowed on this machine. */
async function reasonOf(url: string, options?: FetchOptions): Promise<string> {
  const answer = await fetchWith("127.0.0.1")(url, options);
  return answer.ok ? `it was fetched: ${answer.text.slice(0, 40)}` : answer.reason;
}

describe("what is allowed", () => {
  test("is fetched, with nothing of the server's own", async () => {
    let seen: IncomingHttpHeaders = {};
    const url = await serve((request, response) => {
      seen = request.headers;
      response.end("common: &ä 1");
    });
    expect(await fetchWith("127.0.0.1")(`${url}/common.yml`)).toEqual({
      ok: true,
      text: "common: &ä 1",
      bytes: 13,
    });
    expect(Object.keys(seen).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  test("by its name, wherever that leads", async () => {
    const url = await serve((_, response) => response.end("here"));
    const byName = url.replace("127.0.0.1", "Git.Internal");
    const lookup = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
    expect(await fetchWith("git.internal", lookup)(byName)).toMatchObject({ ok: true, text: "here" });
    expect(await fetchWith("other.internal", lookup)(byName)).toEqual({
      ok: false,
      reason:
        "The address of git.internal is the server's own machine, and the server fetches nothing from there unless LANDBRIDGE_FETCH_ALLOW names it.",
    });
  });

  test("only over the addresses of a name that are", async () => {
    const url = await serve((_, response) => response.end("here"));
    const lookup = () =>
      Promise.resolve([
        { address: "169.254.169.254", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ]);
    expect(await fetchWith("127.0.0.1", lookup)(url.replace("127.0.0.1", "two.test"))).toMatchObject({
      text: "here",
    });
  });
});

describe("what is not allowed", () => {
  test.each([
    ["loopback", (port: string) => `http://127.0.0.1:${port}/`, "is the server's own machine"],
    ["loopback in other figures", (port: string) => `http://0x7f.1:${port}/`, "is the server's own machine"],
    ["loopback as one number", (port: string) => `http://2130706433:${port}/`, "is the server's own machine"],
    ["loopback by name", (port: string) => `http://localhost:${port}/`, "is the server's own machine"],
    [
      "loopback as IPv6",
      (port: string) => `http://[::ffff:127.0.0.1]:${port}/`,
      "is the server's own machine",
    ],
    ["a cloud's metadata", () => "http://169.254.169.254/latest/meta-data/", "is a link-local address"],
    ["a private network", () => "https://10.0.0.1/", "is a private address"],
  ])("%s is not even connected to", async (_, urlOf, why) => {
    let requests = 0;
    const url = await serve((__, response) => {
      requests += 1;
      response.end("secret");
    });
    const answer = await fetchWith("")(urlOf(new URL(url).port));
    expect(answer).toMatchObject({ ok: false });
    expect(answer.ok ? "" : answer.reason).toContain(why);
    expect(answer.ok ? "" : answer.reason).toMatch(/^The address of .* LANDBRIDGE_FETCH_ALLOW names it\.$/);
    expect(requests).toBe(0);
  });

  test.each([
    ["file:///etc/passwd", "Only http and https addresses are fetched."],
    ["ftp://example.com/a", "Only http and https addresses are fetched."],
    ["data:text/plain,a", "Only http and https addresses are fetched."],
    ["common.yml", "It is no address."],
    [
      "https://me:secret@git.example.com/common.yml",
      "It holds a user name or password, which would be readable for everybody who sees it.",
    ],
  ])("%s: %s", async (url, reason) => {
    expect(await fetchWith("git.example.com")(url)).toEqual({ ok: false, reason });
  });

  test.skipIf(process.platform === "darwin")(
    "a name that leads elsewhere when it is looked up again gains nothing",
    async () => {
      const inside = await serve((_, response) => response.end("secret of the inside"));
      const { port } = new URL(inside);
      await serve((_, response) => response.end("outside"), "127.0.0.2", Number(port));
      const answers = ["127.0.0.2", "127.0.0.1", "127.0.0.1"];
      let lookups = 0;
      const fetch = fetchWith("127.0.0.2", () => {
        lookups += 1;
        return Promise.resolve([{ address: answers.shift() ?? "127.0.0.1", family: 4 }]);
      });
      expect(await fetch(`http://rebinding.test:${port}/`)).toMatchObject({ text: "outside" });
      expect(lookups).toBe(1);
      expect(await fetch(`http://rebinding.test:${port}/`)).toMatchObject({ ok: false });
    },
  );
});

describe("redirects", () => {
  test("are followed where they may lead, five times", async () => {
    const url = await serve((request, response) => {
      const left = Number((request.url ?? "/").slice(1));
      if (left > 0)
        response.writeHead([301, 302, 303, 307, 308][left - 1] ?? 302, { location: `/${left - 1}` }).end();
      else response.end("there");
    });
    expect(await reasonOf(`${url}/5`)).toBe("it was fetched: there");
    expect(await reasonOf(`${url}/6`)).toBe("It leads on more than 5 times.");
  });

  test.each([
    ["http://10.0.0.1/", "It leads on. The address of 10.0.0.1 is a private address, and"],
    [
      "http://169.254.169.254/latest",
      "It leads on. The address of 169.254.169.254 is a link-local address, and",
    ],
    ["file:///etc/passwd", "It leads on. Only http and https addresses are fetched."],
    ["http://me:secret@127.0.0.1/", "It leads on. It holds a user name or password"],
    ["http://[", "It leads on to what is no address."],
  ])("to %s are not followed", async (location, reason) => {
    const url = await serve((_, response) => response.writeHead(302, { location }).end("body"));
    expect(await reasonOf(url)).toContain(reason);
  });

  test("without a place to go to are an answer like others", async () => {
    expect(await reasonOf(await serve((_, response) => response.writeHead(302).end()))).toBe(
      "Its server answers 302.",
    );
  });
});

const LIMIT = 1_048_576;

describe("too large is", () => {
  test("what says so itself: nothing of it is read", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": LIMIT + 1 });
      response.flushHeaders();
    });
    expect(await reasonOf(url)).toBe("It has more than 1 MB.");
  });

  test("what goes on without saying so", async () => {
    const url = await serve((_, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(65_536, "a")));
        response.once("drain", more);
      };
      more();
    });
    expect(await reasonOf(url)).toBe("It has more than 1 MB.");
  });

  test("what is one byte over the limit, and not what is as large as that", async () => {
    const url = await serve((request, response) =>
      response.end("a".repeat(Number((request.url ?? "/").slice(1)))),
    );
    expect(await reasonOf(`${url}/8`, { maxBytes: 8 })).toBe("it was fetched: aaaaaaaa");
    expect(await reasonOf(`${url}/9`, { maxBytes: 8 })).toBe("It has more than 8 bytes.");
  });

  test.each([
    ["gzip", gzipSync(Buffer.alloc(200 * LIMIT))],
    ["br", brotliCompressSync(Buffer.alloc(50 * LIMIT))],
    ["deflate", deflateSync(Buffer.alloc(50 * LIMIT))],
    ["gzip", Buffer.concat(Array.from({ length: 100_000 }, () => gzipSync(Buffer.alloc(0))))],
  ])("what %s makes of it", async (encoding, body) => {
    const url = await serve((_, response) => {
      // Without a length: what is read counts, not what is announced.
      response.writeHead(200, { "content-encoding": encoding });
      response.end(body);
    });
    const before = process.memoryUsage().rss;
    expect(await reasonOf(url)).toBe("It has more than 1 MB.");
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * LIMIT);
  });
});

test.each([
  ["gzip", gzipSync("packed: 1")],
  ["deflate", deflateSync("packed: 1")],
  ["br", brotliCompressSync("packed: 1")],
  ["identity", Buffer.from("packed: 1")],
])("content that comes as %s is unpacked", async (encoding, body) => {
  const url = await serve((_, response) =>
    response.writeHead(200, { "content-encoding": encoding }).end(body),
  );
  expect(await fetchWith("127.0.0.1")(url)).toEqual({ ok: true, text: "packed: 1", bytes: 9 });
});

describe("time", () => {
  test("is up for a server that never answers", async () => {
    expect(await reasonOf(await serve(() => undefined), { timeoutMs: 100 })).toBe(
      "It took longer than 0.1 s.",
    );
  });

  test("is up for one that answers drop by drop", async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write("a"), 10);
      response.on("close", () => clearInterval(timer));
    });
    expect(await reasonOf(url, { timeoutMs: 200 })).toBe("It took longer than 0.2 s.");
  });

  test("is up for one that leads on slowly, all together", async () => {
    const url = await serve((_, response) => {
      setTimeout(() => response.writeHead(302, { location: "/" }).end(), 80);
    });
    expect(await reasonOf(url, { timeoutMs: 200 })).toBe("It took longer than 0.2 s.");
  });

  test("is up for a name that nobody looks up", async () => {
    const fetch = fetchWith("", () => new Promise(() => undefined));
    expect(await fetch("http://slow.test/", { timeoutMs: 50 })).toEqual({
      ok: false,
      reason: "It took longer than 0.05 s.",
    });
  });

  test("is up when whoever asked waits no longer", async () => {
    const url = await serve(() => undefined);
    const stop = new AbortController();
    const answer = reasonOf(url, { signal: stop.signal });
    stop.abort();
    expect(await answer).toBe("It was not waited for.");
    expect(await reasonOf(url, { signal: AbortSignal.abort() })).toBe("It was not waited for.");
  });
});

describe("what can't be fetched is told in a sentence", () => {
  test.each([
    [
      "another answer than 200",
      (): RequestListener => (_, response) => void response.writeHead(404).end("no"),
      "Its server answers 404.",
    ],
    [
      "a connection that breaks",
      (): RequestListener => (request) => void request.socket.destroy(),
      "The connection broke.",
    ],
    [
      "a body that breaks off",
      (): RequestListener => (request, response) => {
        response.writeHead(200, { "content-length": 100 });
        response.write("some", () => request.socket.destroy());
      },
      "The connection broke.",
    ],
    [
      "content that is not what it says",
      (): RequestListener => (_, response) =>
        void response.writeHead(200, { "content-encoding": "gzip" }).end("plain text"),
      "Its compressed content is broken.",
    ],
    [
      "content that is compressed in a way of its own",
      (): RequestListener => (_, response) =>
        void response.writeHead(200, { "content-encoding": "constructor" }).end("a"),
      "Its content is compressed in a way that is not known.",
    ],
    [
      "content that is no text",
      (): RequestListener => (_, response) => void response.end(Buffer.from([0xff, 0xfe, 0x00])),
      "Its content is not UTF-8 text.",
    ],
  ])("%s", async (_, listener, reason) => {
    expect(await reasonOf(await serve(listener()))).toBe(reason);
  });

  test("nobody there", async () => {
    const url = await serve(() => undefined);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    expect(await reasonOf(url)).toBe("Its host refuses the connection.");
  });

  test("a server without the right certificate", async () => {
    const url = await serve((_, response) => response.end());
    expect(await reasonOf(url.replace("http:", "https:"))).toMatch(/^The connection failed \(\w+\)\.$/);
  });

  test("a name that nobody knows", async () => {
    const unknown = Object.assign(new Error("no"), { code: "ENOTFOUND" });
    expect(await fetchWith("", () => Promise.reject(unknown))("http://nowhere.test/")).toEqual({
      ok: false,
      reason: "Nobody knows its host.",
    });
  });
});
