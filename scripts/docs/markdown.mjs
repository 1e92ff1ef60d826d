// Headings and links of a Markdown file; what stands in code is neither.

/** Texts of all headings, without their marks: "### `A_CODE`" is "A_CODE". */
export function headingsIn(markdown) {
  return proseLines(markdown).flatMap(({ text }) => {
    const found = /^#{1,6}\s+(.*?)\s*#*\s*$/.exec(text);
    return found === null ? [] : [found[1]];
  });
}

/** Names that links may use after `#`, as Git hosts make them; a repeated heading gets -1, -2 … */
export function anchorsIn(markdown) {
  const seen = new Map();
  const headings = headingsIn(markdown).map((heading) => {
    const slug = slugOf(heading);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  const named = [...markdown.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map(([, name]) => name);
  return new Set([...headings, ...named]);
}

/** Targets of links and pictures: `{ target, line }`. */
export function linksIn(markdown) {
  return proseLines(markdown).flatMap(({ text, line }) => {
    const prose = text.replace(/`[^`]*`/g, "");
    const inline = [...prose.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
    const defined = [...prose.matchAll(/^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?/g)];
    const html = [...prose.matchAll(/<(?:img|a|source)\s[^>]*?(?:src|srcset|href)="([^"]+)"/g)];
    return [...inline, ...defined, ...html].map(([, target]) => ({ target, line }));
  });
}

function proseLines(markdown) {
  let fence;
  return markdown.split("\n").flatMap((text, index) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return [];
    }
    fence = mark;
    return mark === undefined ? [{ text, line: index + 1 }] : [];
  });
}

function slugOf(heading) {
  const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
  return words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");
}
