/** JSON as the YAML that a person would have written; for reading, not for parsing again. */
export function yamlText(value: unknown, indent = ""): string {
  if (Array.isArray(value)) return listText(value, indent);
  if (isMap(value)) return mapText(value, indent);
  return `${indent}${scalarText(value, indent)}\n`;
}

function listText(items: readonly unknown[], indent: string): string {
  return items
    .map((item) => {
      if (!isNested(item)) return `${indent}- ${scalarText(item, indent)}\n`;
      const text = yamlText(item, `${indent}  `);
      return `${indent}- ${text.slice(indent.length + 2)}`;
    })
    .join("");
}

function mapText(map: Readonly<Record<string, unknown>>, indent: string): string {
  return Object.entries(map)
    .map(([key, value]) => {
      const name = `${indent}${keyText(key)}:`;
      if (!isNested(value)) return `${name} ${scalarText(value, indent)}\n`;
      return `${name}\n${yamlText(value, `${indent}  `)}`;
    })
    .join("");
}

function scalarText(value: unknown, indent: string): string {
  if (Array.isArray(value)) return "[]";
  if (isMap(value)) return "{}";
  if (typeof value !== "string") return String(value);
  if (value.includes("\n")) {
    const lines = value.replace(/\n$/, "").split("\n");
    return `|\n${lines.map((line) => `${indent}  ${line}`).join("\n")}`;
  }
  return isPlain(value) ? value : JSON.stringify(value);
}

function keyText(key: string): string {
  return /^[\w.$-]+$/.test(key) ? key : JSON.stringify(key);
}

/** Text that YAML would not take for something else. */
function isPlain(text: string): boolean {
  return (
    text !== "" &&
    text.trim() === text &&
    !/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) &&
    !/: |:$| #/.test(text) &&
    !/^(true|false|null|~|[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+)$/i.test(text)
  );
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
