import type { SourceView } from "@landbridge/api";
import { useId, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { useLocation } from "wouter";
import { useAddSource } from "../../api/source-queries.ts";
import { sourcePath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { faultsOfFields, faultsOfRefusal, newSourceOf } from "./add-source.ts";
import type { FieldFaults, SourceFields } from "./add-source.ts";

interface AddSourceProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Those that are there, the removed ones too: their names are taken. */
  readonly sources: readonly SourceView[];
}

/** Adds a directory or a repository, and goes to its page, where its first sync is told. */
export function AddSource({ isOpen, onOpenChange, sources }: AddSourceProps): ReactElement {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add a source"
      description="Its YAML becomes part of this workspace's workflow: it is synced as soon as it is added."
    >
      <AddSourceForm sources={sources} />
    </Dialog>
  );
}

const EMPTY: SourceFields = { name: "", kind: "directory", location: "", branch: "" };

function AddSourceForm({ sources }: Pick<AddSourceProps, "sources">): ReactElement {
  const [, navigate] = useLocation();
  const adding = useAddSource();
  const [fields, setFields] = useState(EMPTY);
  const [faults, setFaults] = useState<FieldFaults>({});
  const known = sources.map(({ name }) => name);
  const change = (changed: Partial<SourceFields>): void => {
    setFields({ ...fields, ...changed });
    setFaults({});
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const tell = (found: FieldFaults): void => {
      setFaults(found);
      // The first field with a fault, once it is marked as such.
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    };
    const found = faultsOfFields(fields);
    if (Object.keys(found).length > 0) return tell(found);
    return adding.mutate(newSourceOf(fields), {
      onSuccess: (added) => navigate(sourcePath(added.name)),
      onError: (error) => tell(faultsOfRefusal(error, fields, known)),
    });
  };
  return (
    <form className="dialog-form" onSubmit={submit} noValidate>
      <Fields fields={fields} faults={faults} onChange={change} />
      <footer className="dialog-foot">
        <span className="muted small" role="status">
          {adding.isPending && "Reading it for the first time; a repository may take a while."}
        </span>
        <Button kind="primary" type="submit" icon="plus" disabled={adding.isPending}>
          {adding.isPending ? "Adding…" : "Add"}
        </Button>
      </footer>
    </form>
  );
}

interface FieldsProps {
  readonly fields: SourceFields;
  readonly faults: FieldFaults;
  readonly onChange: (changed: Partial<SourceFields>) => void;
}

function Fields({ fields, faults, onChange }: FieldsProps): ReactElement {
  const place = PLACES[fields.kind];
  return (
    <div className="dialog-body">
      <TextField
        label="Name"
        value={fields.name}
        fault={faults.name}
        isFirst
        onChange={(name) => onChange({ name })}
      />
      <KindChoice kind={fields.kind} onChange={(kind) => onChange({ kind })} />
      <TextField
        {...place}
        isMono
        value={fields.location}
        fault={faults.location}
        onChange={(location) => onChange({ location })}
      />
      {fields.kind === "git" && (
        <TextField
          label="Branch"
          isMono
          hint="Left empty: the repository's own default."
          value={fields.branch}
          onChange={(branch) => onChange({ branch })}
        />
      )}
      {faults.form !== undefined && (
        <p className="refusal" role="alert">
          {faults.form}
        </p>
      )}
    </div>
  );
}

/** How the place of each kind is asked for. */
const PLACES = {
  directory: { label: "Path", placeholder: "/srv/workflows", hint: "On the server's machine." },
  git: {
    label: "Address",
    placeholder: "https://git.example.com/team/workflows.git",
    hint: "Without a password: a public address, or a path.",
  },
} as const satisfies Record<SourceView["kind"], unknown>;

interface KindChoiceProps {
  readonly kind: SourceView["kind"];
  readonly onChange: (kind: SourceView["kind"]) => void;
}

const KINDS = [
  { kind: "directory", label: "Directory" },
  { kind: "git", label: "Git repository" },
] as const;

function KindChoice({ kind, onChange }: KindChoiceProps): ReactElement {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>Kind</legend>
      {KINDS.map((choice) => (
        <label key={choice.kind} className="choice-item">
          <input
            type="radio"
            name={name}
            checked={kind === choice.kind}
            onChange={() => onChange(choice.kind)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}
