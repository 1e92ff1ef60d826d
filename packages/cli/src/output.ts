import { stripVTControlCharacters, styleText } from "node:util";

/** `util.inspect.colors` of Node names them; these are the ones in use. */
export type Style =
  "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "gray" | "underline";

export interface OutputOptions {
  readonly isJson: boolean;
  readonly isColorRefused: boolean;
  readonly isColorForced: boolean;
}

/** Everything that the command line says goes through one of these. */
export interface Output {
  readonly isJson: boolean;
  /** A person looks at standard output and no machine format was asked for. */
  readonly isTerminal: boolean;
  readonly width: number;
  readonly height: number;
  /** A line of the answer, for people; nothing with `--json`. */
  line(text?: string): void;
  /** A line of a step's log: its colours stay where ours would. */
  logLine(text: string): void;
  /** A line beside the answer, on standard error. */
  note(text: string): void;
  /** One JSON value on one line of standard output. */
  json(value: unknown): void;
  /** Text as it is, for logs and for drawing over earlier lines. */
  write(text: string | Uint8Array): void;
  style(style: Style | readonly Style[], text: string): string;
  /** The same for text that goes to `note`. */
  noteStyle(style: Style | readonly Style[], text: string): string;
}

export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr } = process;
  // `landbridge graph | head` closes the pipe early: that is an end, not a fault.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  const isColorful = (stream: NodeJS.WriteStream): boolean =>
    !options.isColorRefused && (options.isColorForced || stream.isTTY);
  const hasColors = isColorful(stdout) && !options.isJson;
  const painter = (isOn: boolean) => (style: Style | readonly Style[], text: string) =>
    isOn ? styleText(typeof style === "string" ? style : [...style], text, { validateStream: false }) : text;
  return {
    isJson: options.isJson,
    isTerminal: stdout.isTTY && !options.isJson,
    get width() {
      return stdout.columns || 80;
    },
    get height() {
      return stdout.rows || 24;
    },
    line(text = "") {
      if (!options.isJson) stdout.write(`${text}\n`);
    },
    logLine(text) {
      if (!options.isJson) stdout.write(`${hasColors ? text : stripVTControlCharacters(text)}\n`);
    },
    note: (text) => void stderr.write(`${text}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    write: (text) => void stdout.write(text),
    style: painter(hasColors),
    noteStyle: painter(isColorful(stderr)),
  };
}

/** Rows in columns as wide as their widest cell; the last column is left ragged. */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === row.length - 1 ? cell : cell + " ".repeat((widths[index] ?? 0) - widthOf(cell)),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** Columns on the screen, near enough: colours count nothing, every other character one. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}
