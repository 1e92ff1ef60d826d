import type { DeletedObjectView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { useDeleted } from "../../api/source-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { sourcePath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Unread } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";
import { iconOfType } from "../../ui/type-icon.ts";
import { DeleteObject } from "./DeleteObject.tsx";
import { countOf } from "./plan-words.ts";

const STEP = 100;

/** What is no longer declared and keeps its history, until somebody deletes it for good. */
export function RemovedPage(): ReactElement {
  useTitle("Removed things");
  const query = useDeleted();
  const { data: deleted } = query;
  const [asked, setAsked] = useState<DeletedObjectView>();
  const [isAsking, setAsking] = useState(false);
  const ask = (thing: DeletedObjectView): void => {
    setAsked(thing);
    setAsking(true);
  };
  return (
    <div className="page">
      <header className="page-head">
        <Icon name="trash" size={20} />
        <h1>Removed things</h1>
        <Link href="/sources" className="button page-head-end" data-kind="quiet">
          <Icon name="sources" /> Sources
        </Link>
      </header>
      <p className="muted">
        Jobs and resources that no source declares any more. Their history is kept; declared again under the
        same name, they go on where they ended.
      </p>
      <Unread what="what was removed" query={query} />
      {deleted?.length === 0 && <p className="card card-body muted">Nothing was removed.</p>}
      {deleted && deleted.length > 0 && <RemovedTable deleted={deleted} onDelete={ask} />}
      {asked && <DeleteObject thing={asked} isOpen={isAsking} onOpenChange={setAsking} />}
    </div>
  );
}

interface RemovedTableProps {
  readonly deleted: readonly DeletedObjectView[];
  readonly onDelete: (thing: DeletedObjectView) => void;
}

function RemovedTable({ deleted, onDelete }: RemovedTableProps): ReactElement {
  const [most, setMost] = useState(STEP);
  return (
    <div className="card">
      <table className="table removed-table">
        <thead>
          <tr>
            <th>Name</th>
            <th className="wide-only">Type</th>
            <th className="wide-only">Last declared by</th>
            <th className="wide-only">History</th>
            <th>
              <span className="unseen">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {deleted.slice(0, most).map((thing) => (
            <RemovedRow key={`${thing.kind} ${thing.name}`} thing={thing} onDelete={() => onDelete(thing)} />
          ))}
        </tbody>
      </table>
      {deleted.length > most && (
        <p className="more history-more">
          <Button kind="quiet" icon="down" onClick={() => setMost(most + STEP)}>
            Show more of {deleted.length.toLocaleString("en")}
          </Button>
        </p>
      )}
    </div>
  );
}

interface RemovedRowProps {
  readonly thing: DeletedObjectView;
  readonly onDelete: () => void;
}

function RemovedRow({ thing, onDelete }: RemovedRowProps): ReactElement {
  const { name, kind, type, source, keptBecause } = thing;
  const history = countOf(thing.historyLength, kind === "job" ? "run" : "version");
  return (
    <tr>
      <td>
        <span className="removed-name">
          <Icon name={iconOfType(type)} />
          <strong>{name}</strong>
        </span>
        <p className="narrow-only muted small">
          {type} {kind}, {history}
          {source !== undefined && `, of ${source}`}
        </p>
        {keptBecause !== undefined && <p className="muted small">Kept: {keptBecause}</p>}
      </td>
      <td className="wide-only muted">
        {type} {kind}
      </td>
      <td className="wide-only muted">
        {source === undefined ? (
          "a source that is gone"
        ) : (
          <Link href={sourcePath(source)} className="name-link">
            {source}
          </Link>
        )}
      </td>
      <td className="wide-only muted">{history}</td>
      <td className="removed-act">
        <DeleteButton thing={thing} onDelete={onDelete} />
      </td>
    </tr>
  );
}

function DeleteButton({ thing, onDelete }: RemovedRowProps): ReactElement | null {
  const { name, keptBecause } = thing;
  if (!useMay("admin")) return null;
  return (
    <Button
      kind="quiet"
      icon="trash"
      disabled={keptBecause !== undefined}
      aria-label={`Delete ${name} for good…`}
      title={keptBecause ?? `Delete ${name} for good…`}
      onClick={onDelete}
    >
      <span className="wide-only">Delete for good…</span>
    </Button>
  );
}
