import type { VoteView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { GivenInputs } from "../inputs/GivenInputs.tsx";
import { wordOfVote } from "./gate-words.ts";

interface VoteListProps {
  readonly votes: readonly VoteView[];
  /** Nobody can vote any more. */
  readonly isOver?: boolean;
}

/** Who voted how, when, and what they said. */
export function VoteList({ votes, isOver = false }: VoteListProps): ReactElement {
  if (votes.length === 0)
    return <p className="muted">{isOver ? "Nobody voted." : "Nobody has voted yet."}</p>;
  return (
    <ol className="votes">
      {votes.map((vote) => (
        <li
          key={`${vote.by} ${vote.at}`}
          className="vote"
          style={{ "--status": `var(--status-${vote.kind === "approve" ? "success" : "failure"})` }}
        >
          <span className="vote-icon">
            <Icon name={vote.kind === "approve" ? "success" : "failure"} />
          </span>
          <div className="vote-words">
            <p>
              <strong>{vote.by}</strong> {wordOfVote(vote)}{" "}
              <span className="muted small">
                <Moment at={vote.at} />
              </span>
            </p>
            {vote.comment !== undefined && <p className="vote-comment">{vote.comment}</p>}
            {vote.answers !== undefined && Object.keys(vote.answers).length > 0 && (
              <GivenInputs given={vote.answers} />
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
