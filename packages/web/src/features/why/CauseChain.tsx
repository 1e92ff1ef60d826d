import type { CauseLinkView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";
import { Moment } from "../../ui/Moment.tsx";
import { lookOf } from "../../ui/status.ts";
import { Sentence } from "../names/Sentence.tsx";

const ICONS: Readonly<Record<Exclude<CauseLinkView["kind"], "run">, IconName>> = {
  version: "tag",
  outside: "bolt",
  person: "person",
  gone: "more",
};

interface CauseChainProps {
  /** What is asked about first, the first event last. */
  readonly chain: readonly CauseLinkView[];
}

/** What led to something, one cause below the other. */
export function CauseChain({ chain }: CauseChainProps): ReactElement {
  return (
    <ol className="chain">
      {chain.map((link, at) => (
        // Links of a chain have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={at} className="chain-link">
          <span className="chain-mark" style={styleOf(link)}>
            <Icon name={iconOf(link)} size={14} />
          </span>
          <span className="chain-words">
            <Sentence text={link.text} />
            {link.at !== undefined && (
              <>
                {" "}
                <span className="muted small">
                  <Moment at={link.at} />
                </span>
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

function iconOf({ kind, status }: CauseLinkView): IconName {
  if (kind === "run") return status ? lookOf(status).icon : "runs";
  return ICONS[kind];
}

function styleOf({ status }: CauseLinkView): { "--status": string } {
  return { "--status": status ? `var(--status-${status})` : "var(--text-2)" };
}
