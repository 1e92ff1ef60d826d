/** Bytes that only grow, in blocks, so that growing copies nothing. */
export interface ByteStore {
  readonly length: () => number;
  readonly append: (bytes: Uint8Array) => void;
  /** Bytes from `start` to before `end`, or to where there are any. */
  readonly slice: (start: number, end: number) => Uint8Array;
}

const BLOCK = 1 << 20;

export function createByteStore(): ByteStore {
  const blocks: Uint8Array[] = [];
  let length = 0;
  return {
    length: () => length,
    append: (bytes) => {
      for (let taken = 0; taken < bytes.length;) {
        const index = Math.floor(length / BLOCK);
        const within = length - index * BLOCK;
        const block = (blocks[index] ??= new Uint8Array(BLOCK));
        const piece = bytes.subarray(taken, taken + BLOCK - within);
        block.set(piece, within);
        taken += piece.length;
        length += piece.length;
      }
    },
    slice: (start, end) => {
      const stop = Math.min(end, length);
      const first = Math.floor(start / BLOCK);
      const block = blocks[first];
      if (!block || stop <= start) return new Uint8Array(0);
      if (stop <= (first + 1) * BLOCK) return block.subarray(start - first * BLOCK, stop - first * BLOCK);
      return join(blocks, start, stop);
    },
  };
}

/** A stretch over several blocks, as a copy. */
function join(blocks: readonly Uint8Array[], start: number, stop: number): Uint8Array {
  const joined = new Uint8Array(stop - start);
  for (let at = start; at < stop;) {
    const index = Math.floor(at / BLOCK);
    const piece = blocks[index]?.subarray(at - index * BLOCK, Math.min(BLOCK, stop - index * BLOCK));
    if (!piece) break;
    joined.set(piece, at - start);
    at += piece.length;
  }
  return joined;
}
