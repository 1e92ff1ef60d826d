import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MASK, createGrowingMasker, createMasker, secretPatterns } from "./mask.ts";

function maskPieces(secrets: readonly string[], pieces: readonly Buffer[]): Buffer {
  const masker = createMasker(secretPatterns(secrets));
  return Buffer.concat([...pieces.map((piece) => masker.push(piece)), masker.end()]);
}

function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

describe("masking", () => {
  test.each([
    ["as it is", "s3cr3t-value", "x s3cr3t-value y", `x ${MASK} y`],
    ["base64", "s3cr3t-value", "x czNjcjN0LXZhbHVl y", `x ${MASK} y`],
    ["base64 behind a user name", "s3cr3t-value", base64("me:s3cr3t-value"), `bWU6${MASK}`],
    ["base64 at another place", "s3cr3t-value", base64("user:s3cr3t-value"), `dXNlcjp${MASK}U=`],
    ["base64 at the third place", "s3cr3t-value", base64("i:s3cr3t-value:x"), `aTp${MASK}U6eA==`],
    ["in a URL", "p@ss word/1", "https://u:p%40ss%20word%2F1@h", `https://u:${MASK}@h`],
    ["in a URL, lower case", "p@ss word/1", "p%40ss%20word%2f1", MASK],
    ["in JSON", 'pa"ss\\word', '{"p":"pa\\"ss\\\\word"}', `{"p":"${MASK}"}`],
    ["hexadecimal", "s3cr3t-value", Buffer.from("s3cr3t-value").toString("hex"), MASK],
    ["traced by the shell", "it's me", "+ echo 'it'\\''s me'", `+ echo '${MASK}'`],
    [
      "each line of several",
      "first line\nab\nlast line",
      "got last line, first line, ab",
      `got ${MASK}, ${MASK}, ab`,
    ],
    ["without its line break", "token-1\n", "is token-1.", `is ${MASK}.`],
    ["two that overlap, as one", "abcdef", "abcdefabcdef!", `${MASK}${MASK}!`],
    ["too short to hide", "ab", "ab", "ab"],
  ])("hides a secret %s", (_, secret, text, expected) => {
    expect(maskPieces([secret], [Buffer.from(text)]).toString()).toBe(expected);
  });

  test("overlapping secrets are hidden as one", () => {
    expect(maskPieces(["abcXX", "XXdef"], [Buffer.from("-abcXXdef-")]).toString()).toBe(`-${MASK}-`);
  });

  test("a secret that begins like a longer one does not leak the rest of the longer one", () => {
    const pieces = [Buffer.from("pass"), Buffer.from("word!")];
    expect(maskPieces(["pass", "password"], pieces).toString()).toBe(`${MASK}!`);
  });

  test("a secret that becomes known on the way is hidden from there on, also where it had begun", () => {
    let patterns = secretPatterns(["first-one"]);
    const masker = createGrowingMasker(() => patterns);
    const shown = [masker.push(Buffer.from("first-one, second, fi"))];
    patterns = secretPatterns(["first-one", "fish-two"]);
    shown.push(masker.push(Buffer.from("sh-two, first-")), masker.push(Buffer.from("one")), masker.end());
    expect(Buffer.concat(shown).toString()).toBe(`${MASK}, second, ${MASK}, ${MASK}`);
  });

  test("without secrets the bytes are the same objects", () => {
    const bytes = Buffer.from([0, 255, 10]);
    expect(createMasker([]).push(bytes)).toBe(bytes);
  });

  const letter = fc.constantFrom("a", "b", "ab", "aab", "é", "\n", "%", '"', "=", "+");
  const secret = fc.array(letter, { minLength: 3, maxLength: 12 }).map((parts) => parts.join(""));
  const texts = fc.array(fc.oneof(letter, fc.constant("SECRET")), { maxLength: 30 });

  test("no secret survives, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        texts,
        fc.array(fc.nat()),
        (secrets, parts, places) => {
          const text = parts
            .map((part, index) => (part === "SECRET" ? secrets[index % secrets.length] : part))
            .join("");
          const masked = maskPieces(secrets, cut(Buffer.from(text), places));
          const shown = secrets.filter((hidden) => masked.includes(hidden));
          expect(shown).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("the pieces don't change the outcome", () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        texts,
        fc.array(fc.nat()),
        (secrets, parts, places) => {
          const bytes = Buffer.from(
            parts.map((part, i) => (part === "SECRET" ? secrets[i % secrets.length] : part)).join(""),
          );
          expect(maskPieces(secrets, cut(bytes, places)).toString()).toBe(
            maskPieces(secrets, [bytes]).toString(),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test("what holds no secret passes unchanged, byte for byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat()), (bytes, places) => {
        const out = maskPieces(["never-in-there-1234"], cut(Buffer.from(bytes), places));
        expect(out.equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });
});
