import type { ConfigurationPlanView, ObjectChangeView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { jobPath, resourcePath } from "../../paths.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { iconOfType } from "../../ui/type-icon.ts";
import { versionWords } from "../../ui/version-words.ts";
import { useKnownNames } from "../names/known-names.ts";
import { FieldChange } from "./FieldChange.tsx";
import { countOf, startersSentence } from "./plan-words.ts";

export type NewVersion = ConfigurationPlanView["newVersions"][number];
export type Starters = ConfigurationPlanView["starters"][number]["starters"];

interface ChangeRowProps {
  readonly change: ObjectChangeView;
  /** What starts a job that is added or changed. */
  readonly starters: Starters | undefined;
  readonly version: NewVersion | undefined;
}

/** One resource or job of a plan; opens to what is different and what follows from it. */
export function ChangeRow({ change, starters, version }: ChangeRowProps): ReactElement {
  const { name, kind, type, fields, history } = change;
  const hasMore = fields.length > 0 || history !== undefined || starters !== undefined;
  const head = (
    <>
      <Icon name={iconOfType(type)} className="change-icon" />
      <span className="change-name">{name}</span>
      <span className="muted small change-type">
        {type} {kind}
      </span>
      <span className="muted small change-facts">
        {fields.length > 0 && countOf(fields.length, "field")}
        {version && <span className="chip mono">{newVersionWords(version)}</span>}
      </span>
    </>
  );
  if (!hasMore) return <div className="disclosure-head change-plain">{head}</div>;
  return (
    <Disclosure className="change" summary={head}>
      {() => (
        <div className="change-body">
          {starters && <p>{startersSentence(starters)}</p>}
          {history !== undefined && <p>{history}</p>}
          {fields.map((field) => (
            <FieldChange key={field.path} field={field} />
          ))}
          <ChangeLink name={name} kind={kind} />
        </div>
      )}
    </Disclosure>
  );
}

/** To its page, when it has one by now or still. */
function ChangeLink({ name, kind }: Pick<ObjectChangeView, "name" | "kind">): ReactElement | null {
  const known = useKnownNames();
  if (!(kind === "job" ? known.jobs : known.resources).has(name)) return null;
  return (
    <p>
      <Link href={kind === "job" ? jobPath(name) : resourcePath(name)} className="text-link">
        To the {kind}
      </Link>
    </p>
  );
}

function newVersionWords(version: NewVersion): string {
  return version.name === undefined ? `#${version.number}` : `#${version.number} ${versionWords(version)}`;
}
