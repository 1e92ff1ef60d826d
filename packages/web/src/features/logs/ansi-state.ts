const ESC = 0x1b;
const LONGEST_STYLE = 64;

/** Follows which style (colour, bold …) is in force at the end of each line. */
export interface SgrTracker {
  /** The sequence that sets the style in force after these bytes; empty for the plain one. */
  readonly after: (line: Uint8Array) => string;
}

/**
 * A colour that is set on one line goes on over the next ones. Lines are shown one by one, so each needs to know
 * the style that it begins with.
 */
export function createSgrTracker(): SgrTracker {
  let style = "";
  return {
    after: (line) => {
      for (let at = line.indexOf(ESC); at !== -1; at = line.indexOf(ESC, at + 1)) {
        const parameters = sgrAt(line, at);
        if (parameters !== undefined) style = combine(style, parameters);
      }
      return style;
    },
  };
}

/** The parameters of a sequence ESC [ … m that begins at `at`; undefined when it is another one. */
function sgrAt(bytes: Uint8Array, at: number): string | undefined {
  if (bytes[at + 1] !== 0x5b) return undefined;
  let text = "";
  for (let next = at + 2; next < bytes.length && text.length < 32; next += 1) {
    const byte = bytes[next] ?? 0;
    if (byte === 0x6d) return text;
    const isParameter = (byte >= 0x30 && byte <= 0x39) || byte === 0x3b;
    if (!isParameter) return undefined;
    text += String.fromCharCode(byte);
  }
  return undefined;
}

function combine(style: string, parameters: string): string {
  if (parameters === "" || /^0*$/.test(parameters)) return "";
  const own = `\u001b[${parameters}m`;
  // A reset within the sequence makes what came before irrelevant.
  const combined = /^0+;/.test(parameters) ? own : style + own;
  return combined.length > LONGEST_STYLE ? own : combined;
}
