import type { ReasonView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { UnblockList } from "../why/UnblockList.tsx";
import { Sentence } from "./Sentence.tsx";
import { lookOf } from "../../ui/status.ts";
import type { Status } from "../../ui/status.ts";

interface ReasonLineProps {
  readonly reason: ReasonView;
  readonly status: Status;
  /** What it is about. */
  readonly job: string;
}

/** The answer first: one plain sentence, and what would change it. */
export function ReasonLine({ reason, status, job }: ReasonLineProps): ReactElement {
  const look = lookOf(status);
  return (
    <div className="reason" data-shape={look.shape} style={{ "--status": `var(--status-${status})` }}>
      <span className="reason-mark">
        <Icon name={look.icon} className={status === "processing" ? "status-turning" : ""} />
      </span>
      <div className="reason-words">
        <p className="reason-text" data-reason={reason.code}>
          <Sentence text={reason.text} />
        </p>
        {/* Run and Resume of the job itself stand right below. */}
        <UnblockList unblock={reason.unblock} job={job} without={["run", "resume"]} />
      </div>
    </div>
  );
}
