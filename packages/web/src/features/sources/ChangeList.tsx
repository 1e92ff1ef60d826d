import type { ConfigurationPlanView } from "@landbridge/api";
import { useMemo, useState } from "react";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { MoreList } from "../../ui/MoreList.tsx";
import { ChangeRow } from "./ChangeRow.tsx";
import type { NewVersion, Starters } from "./ChangeRow.tsx";
import { ACTIONS, groupChanges } from "./plan-words.ts";
import type { ChangeGroup } from "./plan-words.ts";

/** From so many changes on it is easier to find one than to read all. */
const WORTH_A_FILTER = 20;

/** What is different afterwards, grouped by what is done; each opens to its fields. */
export function ChangeList({ plan }: { readonly plan: ConfigurationPlanView }): ReactElement | null {
  const [words, setWords] = useState("");
  const startersOf = useMemo(
    () => new Map(plan.starters.map(({ job, starters }) => [job, starters])),
    [plan],
  );
  const versionOf = useMemo(
    () => new Map(plan.newVersions.map((version) => [version.resource, version])),
    [plan],
  );
  if (plan.changes.length === 0) return null;
  const groups = groupChanges(plan.changes, words);
  return (
    <div className="changes">
      {plan.changes.length >= WORTH_A_FILTER && (
        <input
          className="input changes-filter"
          type="search"
          placeholder={`Filter ${plan.changes.length.toLocaleString("en")} changes by name or type`}
          aria-label="Filter the changes by name or type"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      {groups.length === 0 && <p className="muted">No change matches “{words}”.</p>}
      {groups.map((group) => (
        <Group key={group.action} group={group} startersOf={startersOf} versionOf={versionOf} />
      ))}
    </div>
  );
}

interface GroupProps {
  readonly group: ChangeGroup;
  readonly startersOf: ReadonlyMap<string, Starters>;
  readonly versionOf: ReadonlyMap<string, NewVersion>;
}

function Group({ group, startersOf, versionOf }: GroupProps): ReactElement {
  const { title, icon, note } = ACTIONS[group.action];
  return (
    <section className="plan-part" aria-label={title}>
      <h3 className="plan-heading">
        <Icon name={icon} size={14} /> {title}{" "}
        <span className="plan-count">{group.changes.length.toLocaleString("en")}</span>
        {note !== undefined && <span className="muted plan-aside">{note}</span>}
      </h3>
      <MoreList
        items={group.changes}
        keyOf={({ kind, name }) => `${kind} ${name}`}
        of={`that are ${title.toLowerCase()}`}
      >
        {(change) => (
          <ChangeRow
            change={change}
            starters={change.kind === "job" ? startersOf.get(change.name) : undefined}
            version={change.kind === "resource" ? versionOf.get(change.name) : undefined}
          />
        )}
      </MoreList>
    </section>
  );
}
