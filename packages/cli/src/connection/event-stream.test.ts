import { expect, test } from "vitest";
import { createEventParser } from "./event-stream.ts";

test("events are whole wherever the stream was cut", () => {
  const text = ': alive\n\nevent: chunk\ndata: {"a":1}\n\ndata: one\ndata: two\r\n\r\nevent: end\ndata:\n\n';
  for (let cut = 0; cut <= text.length; cut += 1) {
    const parse = createEventParser();
    expect([...parse(text.slice(0, cut)), ...parse(text.slice(cut))]).toEqual([
      { event: "chunk", data: '{"a":1}' },
      { event: "message", data: "one\ntwo" },
      { event: "end", data: "" },
    ]);
  }
});
