import type { ReactElement } from "react";

/** YAML as text, its keys set apart. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const lines = text.replace(/\n$/, "").split("\n");
  return (
    <pre className="code" aria-label={label} tabIndex={0}>
      {lines.map((line, at) => (
        // Lines have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={at}>
          <Line text={line} />
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

function Line({ text }: { readonly text: string }): ReactElement {
  const found = /^(\s*(?:- )?)([\w.$-]+|"[^"]*")(:(?: .*)?)$/.exec(text);
  if (!found) return <>{text}</>;
  return (
    <>
      {found[1]}
      <span className="code-key">{found[2]}</span>
      {found[3]}
    </>
  );
}
