import type { IncomingMessage } from "node:http";
import { Transform, pipeline } from "node:stream";
import type { Duplex, Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { refuse } from "./fetch-answer.ts";
import type { FetchAnswer, FetchRefusal } from "./fetch-answer.ts";

/** The body of an answer as text; what is too large is left alone as soon as that is known. */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<FetchAnswer> {
  try {
    return await readAnswer(response, maxBytes);
  } catch (error) {
    if (error === TOO_LARGE) return tooLarge(maxBytes);
    throw error;
  } finally {
    response.destroy();
  }
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<FetchAnswer> {
  const { statusCode = 0, headers } = response;
  if (statusCode !== 200) return refuse(`Its server answers ${statusCode}.`);
  if (Number(headers["content-length"] ?? 0) > maxBytes) return tooLarge(maxBytes);
  const encoding = (headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const unpack = UNPACKERS.get(encoding);
  if (!unpack && encoding !== "identity") {
    return refuse("Its content is compressed in a way that is not known.");
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of unpacked(response, unpack, maxBytes)) {
    const buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    bytes += buffer.length;
    if (bytes > maxBytes) return tooLarge(maxBytes);
    parts.push(buffer);
  }
  const text = utf8(Buffer.concat(parts));
  return text === undefined ? refuse("Its content is not UTF-8 text.") : { ok: true, text, bytes };
}

/** Whole files are never unpacked at once: a kilobyte may stand for a gigabyte. */
const UNPACKERS: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

const TOO_LARGE = new Error("more than may be fetched");

function unpacked(response: IncomingMessage, unpack: (() => Duplex) | undefined, maxBytes: number): Readable {
  if (unpack === undefined) return response;
  const unpacker = unpack();
  // The reader of the last stream is told of a fault in any of them.
  pipeline(response, atMost(maxBytes), unpacker, () => undefined);
  return unpacker;
}

/** What unpacks to nothing at all would otherwise go on for ever. */
function atMost(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      if (bytes > maxBytes) done(TOO_LARGE);
      else done(null, part);
    },
  });
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function tooLarge(maxBytes: number): FetchRefusal {
  const limit = maxBytes >= 1_048_576 ? `${Math.floor(maxBytes / 1_048_576)} MB` : `${maxBytes} bytes`;
  return refuse(`It has more than ${limit}.`);
}
