/** Turns the bytes of a step's log, read in pieces, into whole lines. */
export interface LineSplitter {
  /** The lines that are whole now; with `isEnd` also a last one without its line end. */
  take(bytes: Uint8Array, isEnd: boolean): readonly string[];
}

export function createLineSplitter(): LineSplitter {
  // A character may be cut in two by the border between pieces.
  const decoder = new TextDecoder();
  let rest = "";
  return {
    take(bytes, isEnd) {
      const lines = (rest + decoder.decode(bytes, { stream: !isEnd })).split("\n");
      rest = lines.pop() ?? "";
      if (isEnd && rest !== "") {
        lines.push(rest);
        rest = "";
      }
      return lines.map((line) => line.replace(/\r$/, ""));
    },
  };
}
